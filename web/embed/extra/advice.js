// What the page's developer should know of the options they wrote: names that nobody knows, and values that cannot be meant. Told to the
// console, each once; what can be used of them is used.
import { like, nearest } from '../session/names.js';

const anything = () => undefined;
const text = (value) => (['string', 'number'].includes(typeof value) ? undefined : 'a text');
const address = (value) => (typeof value === 'string' || value instanceof URL ? undefined : 'an address');
const flag = (value) => (typeof value === 'boolean' || ['', 'true', 'false'].includes(value) ? undefined : 'true or false');
const number = (least, most = Infinity) => (value) =>
  value !== '' && +value >= least && +value <= most ? undefined : most === Infinity ? `a number of at least ${least}` : `a number from ${least} to ${most}`;
const oneOf = (...names) => (value) =>
  names.some((name) => name.toLowerCase() === String(value).trim().toLowerCase()) ? undefined : `one of ${names.join(', ')}`;

/** The module's options, each with what says against a value. */
export const OPTIONS = {
  service: oneOf('page'),
  answer: (value) => (typeof value === 'function' ? undefined : 'a function that answers a text'),
  apiBase: address,
  token: (value) => (['string', 'function'].includes(typeof value) ? undefined : 'a token, or a function that fetches one'),
  tokenUrl: address,
  apiKey: text,
  avatarId: text,
  voiceId: text,
  voiceRate: number(0.5, 1.5),
  voiceEmotion: oneOf('excited', 'serious', 'friendly', 'soothing', 'broadcaster'),
  quality: oneOf('low', 'medium', 'high'),
  encoding: oneOf('VP8', 'H264'),
  knowledgeBase: text,
  language: text,
  greeting: text,
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
  video: (value) => (value instanceof HTMLVideoElement ? undefined : 'a <video>'),
  muted: flag,
};

/** What the page's own service has no use for. */
const OF_SERVERS = ['apiBase', 'token', 'tokenUrl', 'apiKey', 'encoding', 'knowledgeBase', 'iceTransportPolicy', 'iceServers'];
const unused = (service, name, written) => {
  if (String(service).trim().toLowerCase() === 'page' && OF_SERVERS.includes(name)) say(`${written} is not used where the service is the page.`);
};

/** What only the element has. */
const ATTRIBUTES = {
  mode: oneOf('inline', 'launcher'),
  start: oneOf('click', 'visible', 'load'),
  placement: oneOf('bottom-right', 'bottom-left', 'top-right', 'top-left'),
  fit: oneOf('cover', 'contain'),
  controls: oneOf('all', 'buttons', 'none', 'true', 'false'),
};

/** Attributes that every element may have; those with a dash are the frameworks' own. */
const GLOBAL =
  /^(on.*|data-.*|aria-.*|class|id|style|title|lang|dir|hidden|slot|part|exportparts|role|tabindex|is|nonce|translate|draggable|inert|popover|autofocus|accesskey|spellcheck|contenteditable|ref|key|data)$/;

const said = new Set();
function say(words) {
  if (said.has(words)) return;
  said.add(words);
  console.warn(`streaming-avatar: ${words}`);
}

/** A secret is never repeated. */
const shown = (name, value) => (['apiKey', 'token', 'iceServers'].includes(name) || value === null || typeof value === 'object' ? `a value of the type ${typeof value}` : `“${String(value)}”`);

function odd(name, written, value, wanted) {
  if (wanted) say(`${written} is ${shown(name, value)}, but should be ${wanted}.`);
}

/** Looks at the module's options. */
export function onOptions(options) {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) say(`there is no option “${name}”. ${like(name, Object.keys(OPTIONS))}`.trim());
    else if (value != null && value !== '') {
      odd(name, `the option ${name}`, value, OPTIONS[name](value));
      unused(options.service, name, `the option ${name}`);
    }
  }
}

const camel = (name) => name.replace(/-./g, (pair) => pair[1].toUpperCase());

/** Looks at the attributes of an element; `known` are those that it has. Others are the page's own, unless one of these must be meant. */
export function onAttributes(element, known) {
  for (const { name, value } of element.attributes) {
    if (known.includes(name)) {
      const judge = ATTRIBUTES[name] ?? OPTIONS[camel(name)];
      unused(element.getAttribute('service'), camel(name), `the attribute ${name}`);
      if (judge && judge !== flag && value) odd(camel(name), `the attribute ${name}`, value, judge(value));
    } else if (!GLOBAL.test(name) && nearest(name, known)) say(`<streaming-avatar> has no attribute “${name}”. ${like(name, known)}`);
  }
}
