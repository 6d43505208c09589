// Reachability: whether the service answers to this page over HTTP.
import { Service } from '../session/service.js';
import { ENGLISH, sentences } from './connection-words.js';

/** @import { ConnectionFinding } from '../../types/module.js' */
/** @import { Chosen } from '../session/options.js' */

/** @typedef {ConnectionFinding & { ask: string }} Finding A finding with what the network administrator would have to allow; empty where nothing. */

/**
 * One finding, in words. Those of a problem that has its own are taken as they are.
 *
 * @param {Finding['what']} what
 * @param {boolean | null} ok
 * @param {string} code
 * @param {Partial<Finding>} [more]
 * @returns {Finding}
 */
export function finding(what, ok, code, more = {}) {
  const [message = '', action = ''] = sentences(ENGLISH, code, more);
  return { what, ok, code, message, action, ask: '', ...more };
}

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
const ANSWER_TIMEOUT = 10_000;

/**
 * A signal for one request.
 *
 * @param {AbortSignal} [signal]
 */
export const within = (signal, millis = ANSWER_TIMEOUT) => AbortSignal.any([AbortSignal.timeout(millis), ...(signal ? [signal] : [])]);

/**
 * Makes the one call that opens nothing and costs nothing: the list of open sessions. No token is spent on it.
 *
 * @param {ReturnType<typeof place>} place
 * @param {Chosen} chosen
 * @param {AbortSignal} [signal]
 */
export async function reach({ host, asks }, chosen, signal) {
  const service = new Service({ ...chosen, apiBase: chosen.apiBase ?? '' });
  const said = (/** @type {boolean} */ ok, /** @type {string} */ code, /** @type {Partial<Finding>} */ more = {}) => finding('service', ok, code, { server: host, ...more });
  const began = performance.now();
  let reply;
  try {
    reply = await service.ask('/v1/streaming.list', { signal: within(signal), cache: 'no-store' });
  } catch (error) {
    signal?.throwIfAborted();
    if (!navigator.onLine) return said(false, 'offline');
    if (/** @type {Error} */ (error).name === 'TimeoutError') return said(false, 'service-silent', { ask: asks });
    // Something that answers, but not to this page, can be asked without reading its answer.
    const other = await fetch(`${service.base}/`, { mode: 'no-cors', signal: within(signal), cache: 'no-store' }).then(() => true, () => false);
    return other ? said(false, 'service-forbidden') : said(false, 'service-unreachable', { ask: asks });
  }
  const millis = Math.round(performance.now() - began);
  const { status, body } = reply;
  if (status === 404 || !body || typeof body !== 'object') return said(false, 'not-the-api', { millis });
  if (status === 401 || status === 403) return service.admitted ? said(false, 'unauthorized', { millis }) : said(true, 'service-locked', { millis });
  if (status >= 500) return said(false, 'unavailable', { millis, detail: String(status) });
  return said(true, 'service-reached', { millis });
}
