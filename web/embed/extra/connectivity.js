// The connection test: it says in words which parts of the way from this page to the service work, and what to ask the network administrator
// for. Nothing that may cost money is done unasked: without `session`, it is one free call and the answers of STUN and TURN servers.
/** @import { AvatarOptions, ConnectionCheck, ConnectionCheckOptions } from '../../types/module.js' */
/** @import { Finding } from './reachability.js' */
import { AvatarError } from '../session/error.js';
import { settings } from '../session/options.js';
import { relay, stun } from './ice.js';
import { ENGLISH } from './connection-words.js';
import { finding, place, reach } from './reachability.js';

/**
 * Tests with the options of a session.
 *
 * @param {AvatarOptions} options
 * @param {ConnectionCheckOptions} [how]
 * @returns {Promise<ConnectionCheck>}
 */
export async function check(options, { session = false, signal } = {}) {
  /** @type {Finding[]} */
  const findings = [];
  let chosen;
  let service;
  try {
    chosen = settings(options);
    if (chosen.inPage) return NOT_NEEDED;
    service = place(chosen.apiBase ?? '');
  } catch (error) {
    if (!(error instanceof AvatarError)) throw error;
    const { code, message, action } = error;
    const what = code === 'webrtc-unsupported' ? 'browser' : code === 'bad-ice-servers' ? 'turn' : 'service';
    return verdict([finding(what, false, code, { message, action })]);
  }
  const own = chosen.iceServers;
  const tried = Promise.all(own ? routes(own, signal) : []);
  const answered = await reach(service, chosen, signal);
  findings.push(answered, ...(await tried));
  if (session && answered.ok) {
    const { live } = await import('./test-session.js');
    const announced = (/** @type {RTCIceServer[]} */ servers) => Promise.all(own ? [] : routes(servers, signal));
    findings.push(...(await live(service.host, chosen, announced, signal)));
  } else if (!own) {
    findings.push(finding('udp', null, 'udp-unknown'));
  }
  signal?.throwIfAborted();
  return verdict(findings);
}

/**
 * For the page's own service.
 *
 * @type {ConnectionCheck}
 */
const NOT_NEEDED = { ok: true, summary: ENGLISH.summaries.unneeded, findings: [], ask: [] };

/**
 * A finding to come for each address of each server.
 *
 * @param {RTCIceServer[]} servers
 * @param {AbortSignal} [signal]
 * @returns {Promise<Finding>[]}
 */
function routes(servers, signal) {
  return servers.flatMap(({ urls, ...credentials }) =>
    [urls].flat().map((url) => {
      const found = /^turns?:/i.test(url) ? relay(url, credentials, signal) : stun(url, signal);
      return found.catch(({ message }) => finding('udp', null, 'not-tested', { server: url, detail: message }));
    }));
}

/**
 * @param {Finding[]} findings
 * @returns {ConnectionCheck}
 */
function verdict(findings) {
  const of = (/** @type {string[]} */ ...kinds) => findings.filter(({ what }) => kinds.includes(what));
  const some = (/** @type {Finding[]} */ list, /** @type {boolean | null} */ wanted) => list.some((seen) => seen.ok === wanted);
  const media = of('media');
  const ways = of('udp', 'turn');
  /** @type {boolean | null} */
  let ok = null;
  if (some(of('browser', 'service'), false)) ok = false;
  else if (media.length) ok = some(media, true);
  else if (some(ways, true)) ok = true;
  else if (some(ways, false) && !some(ways, null)) ok = false;
  const ask = [...new Set(findings.map(({ ask }) => ask).filter(Boolean))];
  const { works, fails, open } = ENGLISH.summaries;
  return { ok, summary: ok ? works : ok === false ? fails : open, findings: findings.map(({ ask: _, ...seen }) => seen), ask };
}
