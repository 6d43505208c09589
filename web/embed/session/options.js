// What the page chose, in the form that the wasm reads: each property absent, or of the type declared there.
import { serviceAddress } from './address.js';
import { usable } from './ice-servers.js';
import { fetched, given } from './tokens.js';

const text = (value) => (value == null || value === '' ? undefined : String(value));
const number = (value) => (value == null || value === '' || !Number.isFinite(+value) ? undefined : +value);

/** Attributes hold texts. */
const flag = (value) => !!value && value !== 'false';

const refusal = (code, message, action, detail = '') => Object.assign(new Error(message), { code, action, detail });

/** STUN and TURN servers as a list; an attribute holds it as JSON. */
function servers(value) {
  if (value == null || value === '') return undefined;
  const unusable = (why) => refusal('bad-ice-servers', 'The list of STUN and TURN servers cannot be used.', 'Write it as RTCPeerConnection takes it.', why);
  let list;
  try {
    list = [typeof value === 'string' ? parsed(value) : value].flat();
  } catch (error) {
    throw unusable(error.message);
  }
  const { servers: found, why } = usable(list, 'your');
  if (why && !found.length) throw unusable(why);
  return found;
}

/** The browser's own words quote what it could not read, which may be a password. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('It is no JSON.');
  }
}

/** What goes into a header. A key that was copied with more than itself would fail as if the service could not be reached. */
function header(value) {
  const key = text(value)?.trim();
  if (key && !/^[\x21-\x7e]+$/.test(key)) throw refusal('unauthorized', 'The key holds characters that no key has.', 'Copy it anew.');
  return key;
}

let warned = false;

/** Throws where no session can come of them, before one is opened. */
export function settings(options) {
  // The page's own service has no address, lets everyone in and needs no network.
  const inPage = text(options.service)?.trim().toLowerCase() === 'page';
  if (!inPage && typeof RTCPeerConnection !== 'function')
    throw refusal('webrtc-unsupported', 'This browser offers no WebRTC.', 'Use a current browser, or allow WebRTC in its settings.');
  const { token, tokenUrl, iceTransportPolicy, apiBase, iceServers } = inPage ? {} : options;
  const apiKey = inPage ? undefined : header(options.apiKey);
  if (apiKey && !warned && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname)) {
    warned = true;
    console.warn('streaming-avatar: anyone who opens this page can read the API key in it. Use a token endpoint instead.');
  }
  return {
    inPage,
    apiBase: inPage ? undefined : serviceAddress(apiBase),
    apiKey,
    tokens: token ? () => given(token) : tokenUrl ? () => fetched(tokenUrl) : undefined,
    avatarId: text(options.avatarId),
    voiceId: text(options.voiceId),
    voiceRate: number(options.voiceRate),
    voiceEmotion: text(options.voiceEmotion),
    quality: text(options.quality),
    encoding: text(options.encoding),
    knowledgeBase: text(options.knowledgeBase),
    // The module's page is in the language that it says; an element may be in a part of it that is in another.
    language: text(options.language ?? document.documentElement.lang),
    greeting: text(options.greeting),
    idleTimeout: number(options.idleTimeout),
    hiddenTimeout: number(options.hiddenTimeout),
    keepAlive: flag(options.keepAlive),
    renew: flag(options.renew),
    recoveries: number(options.recoveries),
    splitSentences: flag(options.splitSentences),
    kiosk: flag(options.kiosk),
    relayOnly: text(iceTransportPolicy)?.trim().toLowerCase() === 'relay',
    iceServers: servers(iceServers),
  };
}
