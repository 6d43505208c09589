// Advice for the page's developer about options: unknown names, and values that cannot be meant. It goes to the console, each piece once;
// the session uses what can be used.
import { like, nearest } from '../session/names.js';

/** @typedef {(value: unknown) => string | undefined} Judge Says what a value should be in place of what it is; undefined where it is right. */

const anything = () => undefined;
/** @type {Judge} */
const answer = (value) => (typeof value === 'function' ? undefined : 'a function that answers a text');
/** @type {Judge} */
const token = (value) => (['string', 'function'].includes(typeof value) ? undefined : 'a token, or a function that fetches one');
/** @type {Judge} */
const video = (value) => (value instanceof HTMLVideoElement ? undefined : 'a <video>');
/** @type {Judge} */
const text = (value) => (['string', 'number'].includes(typeof value) ? undefined : 'a text');
/** @type {Judge} */
const address = (value) => (typeof value === 'string' || value instanceof URL ? undefined : 'an address');
/** @type {Judge} */
const flag = (value) => (typeof value === 'boolean' || ['', 'true', 'false'].includes(String(value)) ? undefined : 'true or false');
/**
 * @param {number} least
 * @param {number} [most]
 * @returns {Judge}
 */
const number = (least, most = Infinity) => (value) =>
  value !== '' && Number(value) >= least && Number(value) <= most ? undefined : most === Infinity ? `a number of at least ${least}` : `a number from ${least} to ${most}`;
/**
 * @param {string[]} names
 * @returns {Judge}
 */
const oneOf = (...names) => (value) =>
  names.some((name) => name.toLowerCase() === String(value).trim().toLowerCase()) ? undefined : `one of ${names.join(', ')}`;

/**
 * The module's options.
 *
 * @type {Record<string, Judge>}
 */
export const OPTIONS = {
  // options:options (written by `cargo xtask options`)
  service: oneOf('page'),
  apiBase: address,
  tokenUrl: address,
  token: token,
  apiKey: text,
  avatarId: text,
  voiceId: text,
  voiceRate: number(0.5, 1.5),
  voiceEmotion: oneOf('excited', 'serious', 'friendly', 'soothing', 'broadcaster'),
  answerUrl: address,
  answerModel: text,
  quality: oneOf('low', 'medium', 'high'),
  encoding: oneOf('VP8', 'H264'),
  knowledgeBase: text,
  voiceChat: oneOf('conversational', 'push-to-talk', 'off'),
  microphoneId: text,
  greeting: text,
  background: text,
  muted: flag,
  volume: number(0, 1),
  language: text,
  idleTimeout: number(30, 3600),
  hiddenTimeout: number(0),
  keepAlive: flag,
  renew: flag,
  kiosk: flag,
  recoveries: number(0),
  splitSentences: flag,
  iceTransportPolicy: oneOf('all', 'relay'),
  iceServers: anything,
  assetsUrl: address,
  answer: answer,
  video: video,
  // /options:options
};

// Options that the page's own service does not use, and those that are never repeated.
// options:names (written by `cargo xtask options`)
const OF_SERVERS = ['apiBase', 'tokenUrl', 'token', 'apiKey', 'encoding', 'iceTransportPolicy', 'iceServers'];
const SECRET = ['token', 'apiKey', 'iceServers'];
// /options:names
/**
 * @param {unknown} service
 * @param {string} name
 * @param {string} written
 */
const unused = (service, name, written) => {
  if (String(service).trim().toLowerCase() === 'page' && OF_SERVERS.includes(name)) say(`${written} is not used where the service is the page.`);
};

/**
 * Attributes that only the element has.
 *
 * @type {Record<string, Judge>}
 */
const ATTRIBUTES = {
  // options:attributes (written by `cargo xtask options`)
  taskType: oneOf('repeat', 'talk'),
  aiNotice: oneOf('on', 'off'),
  start: oneOf('click', 'visible', 'load'),
  mode: oneOf('inline', 'launcher'),
  placement: oneOf('bottom-right', 'bottom-left', 'top-right', 'top-left'),
  fit: oneOf('cover', 'contain'),
  controls: oneOf('all', 'buttons', 'none', 'true', 'false'),
  // /options:attributes
};

/** Attributes that every element may have; those with a dash are the frameworks' own. */
const GLOBAL =
  /^(on.*|data-.*|aria-.*|class|id|style|title|lang|dir|hidden|slot|part|exportparts|role|tabindex|is|nonce|translate|draggable|inert|popover|autofocus|accesskey|spellcheck|contenteditable|ref|key|data)$/;

/** @type {Set<string>} */
const said = new Set();

/** @param {string} words */
function say(words) {
  if (said.has(words)) return;
  said.add(words);
  console.warn(`streaming-avatar: ${words}`);
}

/**
 * A value for the console; a secret is never repeated.
 *
 * @param {string} name
 * @param {unknown} value
 */
const shown = (name, value) => (SECRET.includes(name) || value === null || typeof value === 'object' ? `a value of the type ${typeof value}` : `“${String(value)}”`);

/**
 * @param {string} name
 * @param {string} written
 * @param {unknown} value
 * @param {string | undefined} wanted
 */
function odd(name, written, value, wanted) {
  if (wanted) say(`${written} is ${shown(name, value)}, but should be ${wanted}.`);
}

/**
 * Looks at the module's options.
 *
 * @param {import('../../types/module.js').AvatarOptions} options
 */
export function onOptions(options) {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) say(`there is no option “${name}”. ${like(name, Object.keys(OPTIONS))}`.trim());
    else if (value != null && value !== '') {
      odd(name, `the option ${name}`, value, OPTIONS[name](value));
      unused(options.service, name, `the option ${name}`);
    }
  }
}

/** @param {string} name */
const camel = (name) => name.replace(/-./g, (pair) => pair[1].toUpperCase());

/**
 * Looks at the attributes of an element. Unknown ones are the page's own, unless a known one must be meant.
 *
 * @param {Element} element
 * @param {string[]} known
 */
export function onAttributes(element, known) {
  for (const { name, value } of element.attributes) {
    if (known.includes(name)) {
      const judge = ATTRIBUTES[camel(name)] ?? OPTIONS[camel(name)];
      unused(element.getAttribute('service'), camel(name), `the attribute ${name}`);
      if (judge && judge !== flag && value) odd(camel(name), `the attribute ${name}`, value, judge(value));
    } else if (!GLOBAL.test(name) && nearest(name, known)) say(`<streaming-avatar> has no attribute “${name}”. ${like(name, known)}`);
  }
}
