// What the page chose, in the form that the wasm reads: each property absent, or of the type declared there.

const text = (value) => (value == null || value === '' ? undefined : String(value));
const number = (value) => (value == null || value === '' || !Number.isFinite(+value) ? undefined : +value);

const refusal = (code, message, action, detail = '') => Object.assign(new Error(message), { code, action, detail });

/** STUN and TURN servers as a list; an attribute holds it as JSON. */
function servers(value) {
  if (value == null || value === '') return undefined;
  try {
    const list = [typeof value === 'string' ? parsed(value) : value].flat();
    // The browser itself knows best which lists it takes.
    new RTCPeerConnection({ iceServers: list }).close();
    return list;
  } catch (error) {
    throw refusal('bad-ice-servers', 'The list of STUN and TURN servers cannot be used.', 'Write it as RTCPeerConnection takes it.', error.message);
  }
}

/** The browser's own words quote what it could not read, which may be a password. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('It is no JSON.');
  }
}

let warned = false;

/** Throws where no session can come of them, before one is opened. */
export function settings(options) {
  if (typeof RTCPeerConnection !== 'function')
    throw refusal('webrtc-unsupported', 'This browser offers no WebRTC.', 'Use a current browser, or allow WebRTC in its settings.');
  const { token, tokenUrl, apiKey, iceTransportPolicy } = options;
  if (apiKey && !warned && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname)) {
    warned = true;
    console.warn('streaming-avatar: anyone who opens this page can read the API key in it. Use a token endpoint instead.');
  }
  return {
    apiBase: text(options.apiBase),
    apiKey: text(apiKey),
    tokens: typeof token === 'function' ? token : token ? () => String(token) : tokenUrl ? () => fetchToken(tokenUrl) : undefined,
    avatarId: text(options.avatarId),
    voiceId: text(options.voiceId),
    voiceRate: number(options.voiceRate),
    voiceEmotion: text(options.voiceEmotion),
    quality: text(options.quality),
    encoding: text(options.encoding),
    knowledgeBase: text(options.knowledgeBase),
    greeting: text(options.greeting),
    idleTimeout: number(options.idleTimeout),
    hiddenTimeout: number(options.hiddenTimeout),
    keepAlive: !!options.keepAlive,
    renew: !!options.renew,
    recoveries: number(options.recoveries),
    splitSentences: !!options.splitSentences,
    kiosk: !!options.kiosk,
    relayOnly: iceTransportPolicy === 'relay',
    iceServers: servers(options.iceServers),
  };
}

/** Asks the page's own server for a token: `{token}`, or the service's own envelope around it. */
async function fetchToken(url) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(20_000),
  });
  const body = await reply.json().catch(() => null);
  const token = body?.token ?? body?.data?.token;
  if (reply.ok && token) return String(token);
  const words = body?.error?.message ?? body?.message ?? `The token endpoint answered ${reply.status} without a token.`;
  throw Object.assign(new Error(words), { status: reply.ok ? 401 : reply.status });
}
