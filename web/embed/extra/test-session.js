// The test session, a short one: opened, watched until pictures come, and closed, whatever happens.
import { usable } from '../session/ice-servers.js';
import { Service, data } from '../session/service.js';
import { finding, within } from './reachability.js';

/** @import { Chosen } from '../session/options.js' */
/** @import { Finding } from './reachability.js' */

/**
 * @typedef {object} Opened What the service says of the session that it opened.
 * @property {string} session_id
 * @property {RTCSessionDescriptionInit} sdp
 * @property {RTCIceServer[] | RTCIceServer} [ice_servers2]
 * @property {string[] | string} [ice_servers]
 */

/** @typedef {(name: string, body: object, more?: RequestInit) => Promise<unknown>} Call */

/** How long media may take, in ms. */
const MEDIA_TIMEOUT = 20_000;

/** @param {unknown} error */
const said = (error) => (error instanceof Error ? error.message : String(error));

/**
 * The findings of a short session.
 *
 * @param {string} host
 * @param {Chosen} chosen
 * @param {(servers: RTCIceServer[]) => Promise<Finding[]>} announced Tests the servers that the reply names.
 * @param {AbortSignal} [signal]
 */
export async function live(host, chosen, announced, signal) {
  /** @type {Finding[]} */
  const findings = [];
  const failed = (/** @type {string} */ code, /** @type {unknown} */ error) => findings.push(finding('session', false, code, { server: host, detail: said(error) }));
  /** @type {Service} */
  let service;
  try {
    service = new Service({ ...chosen, apiBase: chosen.apiBase ?? '' }, await chosen.tokens?.());
  } catch (error) {
    failed('no-token', error);
    return findings;
  }
  /** @type {Call} */
  const call = async (name, body, more) => data(await service.call(name, body, more));
  let opened;
  let stop;
  try {
    const avatar = chosen.avatarId && { avatar_id: chosen.avatarId, avatar_name: chosen.avatarId };
    // Never given up on the way: a session that is opened must be known, so that it can be closed.
    const reply = await service.open({ quality: 'low', ...avatar });
    stop = service.take(reply);
    opened = /** @type {Opened} */ (/** @type {unknown} */ (data(reply)));
    if (!stop) throw new Error('It named no session.');
  } catch (error) {
    failed('session-refused', error);
    await stop?.();
    return findings;
  }
  addEventListener('pagehide', stop);
  try {
    const servers = announcedBy(opened);
    findings.push(...(await announced(servers)));
    findings.push(await watch(opened, chosen.iceServers ?? servers, chosen, call, host, signal));
  } catch (error) {
    failed('session-failed', error);
  } finally {
    removeEventListener('pagehide', stop);
    await stop();
  }
  return findings;
}

/**
 * The STUN and TURN servers of a reply.
 *
 * @param {Opened} opened
 */
function announcedBy({ ice_servers2, ice_servers }) {
  const newer = [ice_servers2 ?? []].flat();
  return usable(newer.length ? newer : [ice_servers ?? []].flat().map((urls) => ({ urls })), "the service's").servers;
}

/**
 * Brings the session about and watches whether media come.
 *
 * @param {Opened} opened
 * @param {RTCIceServer[]} servers
 * @param {Chosen} chosen
 * @param {Call} call
 * @param {string} host
 * @param {AbortSignal} [signal]
 */
async function watch(opened, servers, chosen, call, host, signal) {
  const iceTransportPolicy = chosen.relayOnly ? 'relay' : 'all';
  const peer = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy, bundlePolicy: 'max-bundle' });
  const session_id = opened.session_id;
  try {
    /** @type {RTCIceCandidate[]} */
    const held = [];
    /** @type {(candidate: RTCIceCandidate) => unknown} */
    let send = (candidate) => held.push(candidate);
    peer.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) send(candidate);
    };
    // Pictures are decoded only where somebody looks at them.
    const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true });
    peer.ontrack = ({ streams: [stream], track }) => {
      if (video.srcObject) return;
      video.srcObject = stream ?? new MediaStream([track]);
      video.play().catch(() => {});
    };
    const began = performance.now();
    await peer.setRemoteDescription(opened.sdp);
    await peer.setLocalDescription();
    await call('start', { session_id, sdp: { type: 'answer', sdp: peer.localDescription?.sdp } }, { signal: within(signal) });
    send = (candidate) => call('ice', { session_id, candidate: candidate.toJSON() }).catch(() => {});
    held.forEach(send);
    while (performance.now() - began < MEDIA_TIMEOUT && peer.connectionState !== 'failed' && !signal?.aborted) {
      const { bytes, local, protocol } = await received(peer);
      if (bytes > 0) {
        const millis = Math.round(performance.now() - began);
        const over = /** @type {'UDP' | 'TCP' | 'TLS'} */ (protocol.toUpperCase());
        video.srcObject = null;
        return finding('media', true, local === 'relay' ? 'media-relayed' : 'media-direct', { server: host, over, millis });
      }
      await new Promise((later) => setTimeout(later, 100));
    }
    const wanted = chosen.relayOnly ? [] : doors(opened.sdp.sdp ?? '');
    return finding('media', false, 'media-none', { server: host, ask: wanted.join('; ') });
  } finally {
    peer.close();
  }
}

/**
 * How much has come so far, and by which route.
 *
 * @param {RTCPeerConnection} peer
 */
async function received(peer) {
  /** @type {Map<string, StatsEntry>} */
  const report = new Map(await peer.getStats());
  let bytes = 0;
  let pair;
  for (const entry of report.values()) {
    if (entry.type === 'inbound-rtp') bytes += entry.bytesReceived ?? 0;
    if (entry.type === 'transport') pair = report.get(entry.selectedCandidatePairId ?? '') ?? pair;
    if (entry.type === 'candidate-pair' && entry.selected) pair = entry;
  }
  const local = report.get(pair?.localCandidateId ?? '');
  return { bytes, local: local?.candidateType, protocol: local?.relayProtocol ?? local?.protocol ?? 'udp' };
}

/**
 * An entry of a statistics report, as far as it is read here.
 *
 * @typedef {{ type: string, bytesReceived?: number, selectedCandidatePairId?: string, selected?: boolean, localCandidateId?: string,
 *   candidateType?: string, relayProtocol?: string, protocol?: string }} StatsEntry
 */

/**
 * The addresses at which the service waits for media, from the candidates of its offer (RFC 8839).
 *
 * @param {string} sdp
 */
function doors(sdp) {
  const lines = sdp.match(/^a=candidate:.*$/gm) ?? [];
  return [...new Set(lines.map((line) => line.split(' ')).map(([, , protocol, , address, port]) => `${protocol.toUpperCase()} to ${address}, port ${port} (each session has another port)`))];
}
