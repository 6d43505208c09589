// The page's choices in the form that the wasm reads: each property absent, or of the type declared here.
/** @import { AvatarOptions } from '../../types/module.js' */
import { serviceAddress } from './options/address.js';
import { AvatarError } from './error.js';
import { usable } from './ice-servers.js';
import { fetched, given } from './options/tokens.js';

/**
 * @typedef {object} Plain The options that are read by their types.
 * options:types (written by `cargo xtask options`)
 * @property {string} [avatarId]
 * @property {string} [voiceId]
 * @property {number} [voiceRate]
 * @property {string} [voiceEmotion]
 * @property {string} [quality]
 * @property {string} [encoding]
 * @property {string} [knowledgeBase]
 * @property {string} [voiceChat]
 * @property {string} [greeting]
 * @property {number} [idleTimeout]
 * @property {number} [hiddenTimeout]
 * @property {boolean} keepAlive
 * @property {boolean} renew
 * @property {boolean} kiosk
 * @property {number} [recoveries]
 * @property {boolean} splitSentences
 * /options:types
 */

/**
 * @typedef {object} Own The options that are read by code of their own.
 * @property {boolean} inPage Whether the avatar runs in the page.
 * @property {string} [apiBase] Absent where it runs in the page.
 * @property {string} [apiKey]
 * @property {() => Promise<string>} [tokens]
 * @property {string} [language]
 * @property {boolean} green Whether the service is asked for a plain green background, which the page takes out.
 * @property {boolean} relayOnly
 * @property {RTCIceServer[]} [iceServers]
 * @property {(text: string) => Promise<string>} [clean] Takes the markup out of a text.
 * @property {(unasked: boolean) => Promise<{ track: MediaStreamTrack, other: boolean }>} [record] Opens the visitor's microphone.
 * @property {import('../extra/page-service.js').PageService} [page] The service in the page, once it is being fetched.
 */

/** @typedef {Plain & Own} Chosen */

/** @param {unknown} value */
const text = (value) => (value == null || value === '' ? undefined : String(value));
/** @param {unknown} value */
const number = (value) => (value == null || value === '' || !Number.isFinite(Number(value)) ? undefined : Number(value));

/**
 * Attributes hold texts.
 *
 * @param {unknown} value
 */
const flag = (value) => !!value && value !== 'false';

/**
 * Whether something else is to be seen behind the avatar than what the service shows there.
 *
 * @param {unknown} background
 */
export const replaced = (background) => !['auto', 'keep'].includes(text(background)?.trim() || 'auto');

/**
 * STUN and TURN servers as a list; an attribute holds it as JSON.
 *
 * @param {AvatarOptions['iceServers'] | null} value
 */
function servers(value) {
  if (value == null || value === '') return undefined;
  const unusable = (/** @type {string} */ why) =>
    new AvatarError('bad-ice-servers', 'The list of STUN and TURN servers cannot be used.', 'Write it as RTCPeerConnection takes it.', why);
  const list = typeof value === 'string' ? parsed(value) : [value].flat();
  if (!list) throw unusable('It is not JSON.');
  const { servers: found, why } = usable(list, 'your');
  if (why && !found.length) throw unusable(why);
  return found;
}

/**
 * Undefined where it is not JSON. The browser's own words would quote the text, which may hold a password.
 *
 * @param {string} text
 * @returns {RTCIceServer[] | undefined}
 */
function parsed(text) {
  try {
    return [JSON.parse(text)].flat();
  } catch {
    return undefined;
  }
}

/**
 * A text for a header. A key that was copied with more than itself would fail as if the service could not be reached.
 *
 * @param {unknown} value
 */
function header(value) {
  const key = text(value)?.trim();
  if (key && !/^[\x21-\x7e]+$/.test(key)) throw new AvatarError('unauthorized', 'The key holds characters that no key has.', 'Copy it anew.');
  return key;
}

/**
 * Whether the avatar runs in the page, by the option `service`.
 *
 * @param {unknown} service
 */
export const isInPage = (service) => text(service)?.trim().toLowerCase() === 'page';

let warned = false;

/**
 * Throws where no session can come of them, before one is opened.
 *
 * @param {AvatarOptions} options
 * @returns {Chosen}
 */
export function settings(options) {
  // The page's own service has no address, lets everyone in and needs no network.
  const inPage = isInPage(options.service);
  if (!inPage && typeof RTCPeerConnection !== 'function')
    throw new AvatarError('webrtc-unsupported', 'This browser offers no WebRTC.', 'Use a current browser, or allow WebRTC in its settings.');
  /** @type {AvatarOptions} */
  const { token, tokenUrl, iceTransportPolicy, apiBase, iceServers, apiKey: key } = inPage ? {} : options;
  const apiKey = header(key);
  if (apiKey && !warned && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname)) {
    warned = true;
    console.warn('streaming-avatar: anyone who opens this page can read the API key in it. Use a token endpoint instead.');
  }
  return {
    inPage,
    apiBase: inPage ? undefined : serviceAddress(apiBase),
    apiKey,
    tokens: token ? () => given(token) : tokenUrl ? () => fetched(tokenUrl) : undefined,
    // The module's page is in the language that it says; an element may be in a part of it that is in another.
    language: text(options.language ?? document.documentElement.lang),
    green: !inPage && replaced(options.background),
    // options:settings (written by `cargo xtask options`)
    avatarId: text(options.avatarId),
    voiceId: text(options.voiceId),
    voiceRate: number(options.voiceRate),
    voiceEmotion: text(options.voiceEmotion),
    quality: text(options.quality),
    encoding: text(options.encoding),
    knowledgeBase: text(options.knowledgeBase),
    voiceChat: text(options.voiceChat),
    greeting: text(options.greeting),
    idleTimeout: number(options.idleTimeout),
    hiddenTimeout: number(options.hiddenTimeout),
    keepAlive: flag(options.keepAlive),
    renew: flag(options.renew),
    kiosk: flag(options.kiosk),
    recoveries: number(options.recoveries),
    splitSentences: flag(options.splitSentences),
    // /options:settings
    // The avatar in the page hears where the browser recognises speech.
    ...(inPage && !('webkitSpeechRecognition' in globalThis || 'SpeechRecognition' in globalThis) && { voiceChat: undefined }),
    relayOnly: text(iceTransportPolicy)?.trim().toLowerCase() === 'relay',
    iceServers: servers(iceServers),
  };
}
