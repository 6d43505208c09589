// The session of an element, with the options that its attributes choose.
/** @import { AvatarOptions, StartOptions } from '../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../types/element.js' */
/** @import { Hooks } from '../session/session.js' */
import { Session } from '../session/session.js';
import { load } from '../session/wasm.js';

/**
 * Flags whose properties are methods.
 *
 * @param {Element} element
 * @param {string} name
 */
const flag = (element, name) => element.hasAttribute(name) && element.getAttribute(name) !== 'false';

/**
 * The session's options as the element's attributes choose them. The session looks at their values itself, which may be anything.
 *
 * @param {StreamingAvatarElement} element
 * @param {() => string | undefined} [around]
 */
export const choices = (element, around) => /** @type {AvatarOptions} */ (/** @type {Record<keyof AvatarOptions, unknown>} */ ({
  service: element.service,
  answer: element.answer,
  apiBase: element.apiBase,
  apiKey: element.apiKey,
  token: element.token,
  tokenUrl: element.tokenUrl,
  avatarId: element.avatarId,
  voiceId: element.voiceId,
  voiceRate: element.voiceRate,
  voiceEmotion: element.voiceEmotion,
  quality: element.quality,
  encoding: element.encoding,
  knowledgeBase: element.knowledgeBase,
  language: element.language ?? around?.(),
  greeting: element.greeting,
  idleTimeout: element.idleTimeout,
  hiddenTimeout: element.hiddenTimeout,
  keepAlive: flag(element, 'keep-alive'),
  renew: flag(element, 'renew'),
  kiosk: element.kiosk,
  recoveries: element.recoveries,
  splitSentences: element.splitSentences,
  iceTransportPolicy: element.iceTransportPolicy,
  iceServers: element.iceServers,
  assetsUrl: element.assetsUrl,
}));

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
