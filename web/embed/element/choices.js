// The session of an element, with the options that its attributes choose.
/** @import { AvatarOptions, StartOptions } from '../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../types/element.js' */
/** @import { Hooks } from '../session/life/life.js' */
import { Session } from '../session/session.js';
import { loader } from '../session/wasm.js';

/** @typedef {typeof import('../element-wasm.js')} Glue */

/** Brings the element's wasm: the module's, with the player's model. */
export const load = loader('element-wasm_bg.wasm', () => new URL('../element-wasm_bg.wasm', import.meta.url), () => import('../element-wasm.js'));

// The session's options that the element has as properties, and the flags whose properties are methods.
// options:session (written by `cargo xtask options`)
const PROPERTIES = /** @type {const} */ (['service', 'apiBase', 'tokenUrl', 'token', 'apiKey', 'avatarId', 'voiceId', 'voiceRate', 'voiceEmotion', 'answerUrl', 'answerModel', 'quality', 'encoding', 'knowledgeBase', 'voiceChat', 'microphoneId', 'greeting', 'background', 'language', 'idleTimeout', 'hiddenTimeout', 'kiosk', 'recoveries', 'splitSentences', 'iceTransportPolicy', 'iceServers', 'assetsUrl', 'answer']);
const ATTRIBUTES = ['keep-alive', 'renew'];
// /options:session

/**
 * The session's options as the element's attributes choose them. The session looks at their values itself, which may be anything.
 *
 * @param {StreamingAvatarElement} element
 * @param {() => string | undefined} [around]
 */
export function choices(element, around) {
  /** @type {Record<string, unknown>} */
  const chosen = {};
  for (const name of PROPERTIES) chosen[name] = element[name];
  for (const name of ATTRIBUTES) chosen[camel(name)] = element.hasAttribute(name) && element.getAttribute(name) !== 'false';
  return /** @type {AvatarOptions} */ ({ ...chosen, language: element.language ?? around?.() });
}

/** @param {string} name */
const camel = (name) => name.replace(/-./g, (pair) => pair[1].toUpperCase());

/**
 * The session of an element.
 *
 * @param {StreamingAvatarElement} element
 * @param {HTMLVideoElement} video
 * @param {() => string | undefined} [around]
 * @param {Partial<Hooks>} [hooks]
 */
export const sessionOf = (element, video, around, hooks) =>
  new Session(choices(element, around), video, { load, open: (glue, settings, listener) => new glue.Session(settings, listener, video), ...hooks });

/**
 * Fetches the files that the element's first start will need.
 *
 * @param {StreamingAvatarElement} element
 * @param {StartOptions} [how]
 */
export async function preload(element, how) {
  const session = sessionOf(element, document.createElement('video'));
  try {
    await session.preload(how);
  } finally {
    session.dispose();
  }
}
