// Whether the service answers to this page over HTTP.
import { Service } from '../session/service.js';

/** @import { ConnectionFinding } from '../../types/module.js' */
/** @import { Chosen } from '../session/options.js' */

/** @typedef {ConnectionFinding & { ask: string }} Finding A finding with what the network administrator would have to allow; empty where nothing. */

/**
 * One finding.
 *
 * @param {Finding['what']} what
 * @param {boolean | null} ok
 * @param {string} code
 * @param {string} message
 * @param {string} [action]
 * @param {string} [ask]
 * @param {Partial<Finding>} [more]
 * @returns {Finding}
 */
export const words = (what, ok, code, message, action = '', ask = '', more) => ({ what, ok, code, message, action, ask, ...more });

/**
 * Where the service is, and what the network administrator would have to allow.
 *
 * @param {string} base
 */
export function place(base) {
  const { protocol, host, hostname, port } = new URL(base);
  const carrier = protocol === 'http:' ? 'TCP' : 'HTTPS (TCP)';
  return { host, asks: `${carrier} to ${hostname}, port ${port || (protocol === 'http:' ? 80 : 443)}` };
}

/** Ms that the service has for an answer. */
const PATIENCE = 10_000;

/**
 * A signal for one request.
 *
 * @param {AbortSignal} [signal]
 */
export const within = (signal, millis = PATIENCE) => AbortSignal.any([AbortSignal.timeout(millis), ...(signal ? [signal] : [])]);

/**
 * Makes the one call that opens nothing and costs nothing: the list of open sessions. No token is spent on it.
 *
 * @param {ReturnType<typeof place>} place
 * @param {Chosen} chosen
 * @param {AbortSignal} [signal]
 */
export async function reach({ host, asks }, chosen, signal) {
  const service = new Service({ ...chosen, apiBase: chosen.apiBase ?? '' });
  /**
   * @param {boolean} ok
   * @param {string} code
   * @param {string} message
   * @param {string} action
   * @param {string} [ask]
   * @param {number} [millis]
   */
  const said = (ok, code, message, action, ask, millis) => words('service', ok, code, message, action, ask, { server: host, millis });
  const began = performance.now();
  let reply;
  try {
    reply = await service.ask('/v1/streaming.list', { signal: within(signal), cache: 'no-store' });
  } catch (error) {
    signal?.throwIfAborted();
    if (!navigator.onLine) return said(false, 'offline', 'This device is offline.', 'Connect it to a network.');
    if (/** @type {Error} */ (error).name === 'TimeoutError')
      return said(false, 'service-silent', `The service at ${host} does not answer.`, 'A firewall may swallow the requests. Ask the network administrator.', asks);
    // Something that answers, but not to this page, can be asked without reading its answer.
    const other = await fetch(`${service.base}/`, { mode: 'no-cors', signal: within(signal), cache: 'no-store' }).then(() => true, () => false);
    return other
      ? said(false, 'service-forbidden', `${host} answers, but not to this page.`, `Its CORS headers must allow ${location.origin}, and no proxy may take them away.`)
      : said(false, 'service-unreachable', `The service at ${host} cannot be reached.`, 'Check its address. If that is right, ask the network administrator to allow it; a content blocker or the page\'s own policy may forbid it, too.', asks);
  }
  const millis = Math.round(performance.now() - began);
  const { status, body } = reply;
  if (status === 404 || !body || typeof body !== 'object')
    return said(false, 'not-the-api', `Something answers at ${host}, but it is not the service.`, 'Check the address. In a guest network, sign in on its start page first.', '', millis);
  if (status === 401 || status === 403)
    return service.admitted
      ? said(false, 'unauthorized', 'The service answers, but does not accept this key.', 'Check the key.', '', millis)
      : said(true, 'service-reached', `The service answers in ${millis} ms. It asks for a key or a token.`, '', '', millis);
  if (status >= 500)
    return said(false, 'unavailable', `The service answers that it is out of order (${status}).`, 'Try again later.', '', millis);
  return said(true, 'service-reached', `The service answers in ${millis} ms.`, '', '', millis);
}
