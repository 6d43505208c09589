// Tests one STUN or TURN server from this page.
import { finding } from './reachability.js';

/** How long a server may take. Browsers give one up after some ten seconds. */
const ICE_TIMEOUT = 12_000;

/** @import { Finding } from './reachability.js' */

/** @typedef {'UDP' | 'TCP' | 'TLS'} Over How a server is reached. */

/**
 * The host, port and transport in an address such as `turn:example.org:3478?transport=tcp` (RFC 7064, RFC 7065).
 *
 * @param {string} url
 * @returns {{ server: string, over: Over, carrier: 'UDP' | 'TCP' }}
 */
export function parts(url) {
  /** @type {(string | undefined)[]} */
  const [, scheme, host, port, transport] = /^(\w+):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(\w+))?/i.exec(url) ?? [];
  const secure = /s$/i.test(scheme ?? '');
  const tcp = secure || transport?.toLowerCase() === 'tcp';
  return { server: `${host}:${port ?? (secure ? 5349 : 3478)}`, over: secure ? 'TLS' : tcp ? 'TCP' : 'UDP', carrier: tcp ? 'TCP' : 'UDP' };
}

/**
 * Waits for a promise at most so long, or until the signal aborts. Says whether it resolved.
 *
 * @param {Promise<unknown>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<boolean>}
 */
function waits(promise, signal, millis = ICE_TIMEOUT) {
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ came) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', late);
      resolve(came);
    };
    const late = () => end(false);
    const timer = setTimeout(late, millis);
    signal?.addEventListener('abort', late);
    promise.then(() => end(true));
  });
}

/**
 * A peer connection with the candidates and the errors it meets. `seen` resolves at the first candidate of a kind, or at the end.
 *
 * @param {RTCConfiguration} configuration
 * @param {RTCIceCandidateType} kind
 */
function gatherer(configuration, kind) {
  const peer = new RTCPeerConnection(configuration);
  /** @type {{ errorCode: number, errorText: string }[]} */
  const errors = [];
  /** @type {RTCIceCandidate[]} */
  const candidates = [];
  const seen = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    peer.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) candidates.push(candidate);
      if (!candidate || candidate.type === kind) resolve();
    };
  });
  peer.onicecandidateerror = ({ errorCode, errorText }) => errors.push({ errorCode, errorText });
  return { peer, errors, candidates, seen, found: () => candidates.some(({ type }) => type === kind) };
}

/**
 * Whether UDP gets to a STUN server and back.
 *
 * @param {string} url
 * @param {AbortSignal} [signal]
 */
export async function stun(url, signal) {
  const { server, carrier } = parts(url);
  const { peer, errors, seen, found } = gatherer({ iceServers: [{ urls: url }] }, 'srflx');
  try {
    peer.createDataChannel('');
    await peer.setLocalDescription();
    const ended = await waits(seen, signal);
    // Without a router in between, the address that the server tells is known already and makes no candidate.
    const silent = ended && !errors.length && 'onicecandidateerror' in peer;
    if (found() || silent) return finding('udp', true, 'stun-works', { server });
    return finding('udp', false, 'stun-unreachable', { server, ask: `${carrier} to ${server.replace(/:(\d+)$/, ', port $1')}` });
  } finally {
    peer.close();
  }
}

/**
 * Whether a TURN server lets this page in, and carries data: two connections of this page meet over it.
 *
 * @param {string} url
 * @param {Omit<RTCIceServer, 'urls'>} credentials
 * @param {AbortSignal} [signal]
 */
export async function relay(url, credentials, signal) {
  const { server, over, carrier } = parts(url);
  /** @type {Said} */
  const said = (ok, code, more) => finding('turn', ok, code, { server, over, ...more });
  /** @type {RTCConfiguration} */
  const configuration = { iceServers: [{ ...credentials, urls: url }], iceTransportPolicy: 'relay' };
  const near = gatherer(configuration, 'relay');
  const far = gatherer(configuration, 'relay');
  try {
    const channel = near.peer.createDataChannel('test');
    const came = new Promise((resolve) => (channel.onmessage = resolve));
    far.peer.ondatachannel = (event) => (event.channel.onmessage = ({ data }) => event.channel.send(data));
    let sent = 0;
    channel.onopen = () => {
      sent = performance.now();
      channel.send('there and back');
    };
    await near.peer.setLocalDescription();
    await waits(near.seen, signal);
    if (!near.found()) return refused(said, near.errors, server, over, carrier);
    await far.peer.setRemoteDescription(described(near.peer));
    await far.peer.setLocalDescription();
    await waits(far.seen, signal);
    for (const candidate of near.candidates) await far.peer.addIceCandidate(candidate).catch(() => {});
    await near.peer.setRemoteDescription(described(far.peer));
    for (const candidate of far.candidates) await near.peer.addIceCandidate(candidate).catch(() => {});
    if (!(await waits(came, signal))) return said(null, 'turn-no-loop');
    return said(true, 'turn-works', { millis: Math.round(performance.now() - sent) });
  } finally {
    near.peer.close();
    far.peer.close();
  }
}

/**
 * The description that a connection has set.
 *
 * @param {RTCPeerConnection} peer
 */
const described = (peer) => /** @type {RTCSessionDescription} */ (peer.localDescription);

/** @typedef {(ok: boolean | null, code: string, more?: Partial<Finding>) => Finding} Said */

/**
 * Why a TURN server gave no address. The codes are those of STUN (RFC 8489, RFC 8656); 701 is the browser's for no answer.
 *
 * @param {Said} said
 * @param {{ errorCode: number, errorText: string }[]} errors
 * @param {string} server
 * @param {Over} over
 * @param {'UDP' | 'TCP'} carrier
 */
function refused(said, errors, server, over, carrier) {
  const error = errors.find(({ errorCode }) => errorCode < 700);
  const ask = `${carrier}${over === 'TLS' ? ' (TLS)' : ''} to ${server.replace(/:(\d+)$/, ', port $1')}`;
  if (error?.errorCode === 401) return said(false, 'turn-refused');
  if (error) return said(false, 'turn-failed', { detail: error.errorText || String(error.errorCode) });
  return said(false, 'turn-unreachable', { ask });
}
