// The one caller of the API in JavaScript: for the start before the wasm is there, and for the connection test. Masking of secrets,
// `Retry-After`, the envelope and the register of open sessions are here. The wasm has its own in src/client/http.
import { keep, starting } from './service/register.js';

export { any } from './service/register.js';

/** Shorter texts are not secrets, and may stand anywhere. */
const SHORTEST_SECRET = 6;

/**
 * @typedef {object} Envelope The JSON of a reply. Deployments differ: any of these may be missing.
 * @property {unknown} [code]
 * @property {unknown} [message]
 * @property {unknown} [detail]
 * @property {{ code?: unknown, message?: unknown } | string | null} [error]
 * @property {Record<string, unknown> | null} [data]
 */

/**
 * @typedef {object} Reply
 * @property {number} status HTTP's.
 * @property {number | undefined} retryAfter In seconds.
 * @property {Envelope | undefined} body Undefined where it is not JSON.
 */

/**
 * The pause that `Retry-After` asks for, in seconds; it may be a date. Undefined where it is neither.
 *
 * @param {string | null} asked
 */
function pause(asked) {
  if (asked === null) return undefined;
  const seconds = /^\s*\d+\s*$/.test(asked) ? +asked : Math.ceil((Date.parse(asked) - Date.now()) / 1000);
  return seconds >= 0 ? seconds : undefined;
}

/**
 * The data of a success. Throws what the service says instead.
 *
 * @param {Reply} reply
 * @returns {Record<string, unknown>}
 */
export function data({ status, body }) {
  const error = body?.error;
  const refusal = (typeof error === 'string' ? error : error?.message) ?? body?.detail ?? body?.message;
  if (status >= 300 || !body || error || (body.code != null && Number(body.code) !== 100))
    throw new Error(typeof refusal === 'string' && refusal ? refusal : `HTTP ${status}`);
  return body.data ?? {};
}

/** A service, with what admits its caller. */
export class Service {
  /** @type {Record<string, string>} */
  #headers;
  #secret;

  /**
   * @param {{ apiBase: string, apiKey?: string }} place
   * @param {string} [token] Admits the caller; without it the key does, where there is one.
   */
  constructor({ apiBase, apiKey }, token) {
    this.base = apiBase;
    this.#secret = token ?? apiKey;
    this.#headers = token ? { authorization: `Bearer ${token}` } : apiKey ? { 'x-api-key': apiKey } : {};
  }

  /** Whether it is called with a key or token. */
  get admitted() {
    return !!this.#secret;
  }

  /**
   * One exchange. The secret is masked in the reply, for that is shown. Rejects where no reply came.
   *
   * @param {string} path
   * @param {RequestInit & { headers?: Record<string, string> }} [how]
   * @returns {Promise<Reply>}
   */
  async ask(path, how = {}) {
    const reply = await fetch(this.base + path, { ...how, headers: { ...this.#headers, ...how.headers } });
    return { status: reply.status, retryAfter: pause(reply.headers.get('retry-after')), body: this.#read(await reply.text()) };
  }

  /**
   * @param {string} text
   * @returns {Envelope | undefined}
   */
  #read(text) {
    const plain = text.replace(/^\uFEFF/, '');
    const secret = this.#secret;
    try {
      return JSON.parse(secret && secret.length >= SHORTEST_SECRET ? plain.replaceAll(secret, '…') : plain);
    } catch {
      return undefined;
    }
  }

  /**
   * A call of the API.
   *
   * @param {string} name
   * @param {object} body
   * @param {RequestInit} [more]
   */
  call(name, body, more) {
    return this.ask(`/v1/streaming.${name}`, { method: 'POST', body: JSON.stringify(body), ...more, headers: { 'content-type': 'application/json' } });
  }

  /**
   * Asks for a session, once and never again: it may have been opened although no reply came. `known`, in the result, strikes out that
   * it was asked for; where no reply comes that stays in the register.
   *
   * @param {object} body
   * @returns {Promise<Reply & { known: () => void }>}
   */
  async open(body) {
    const entry = starting(this.base);
    try {
      return { ...(await this.call('new', body)), known: entry.strike };
    } catch (error) {
      entry.release();
      throw error;
    }
  }

  /**
   * Takes over the session that `open` replied with, from the register's start to its own entry. Gives a function that stops it and strikes
   * it out; a session that cannot be stopped now is stopped by the next start. Undefined where the reply names no session.
   *
   * @param {Reply & { known: () => void }} reply
   */
  take(reply) {
    const session_id = reply.body?.data?.session_id;
    const entry = typeof session_id === 'string' && session_id ? keep(this.base, session_id) : undefined;
    // By now the session itself is in the register.
    reply.known();
    if (!entry) return undefined;
    return async () => {
      const stopped = await this.call('stop', { session_id }, { keepalive: true }).catch(() => undefined);
      // A session that the service does not know any more is stopped, too.
      if (stopped && (stopped.status < 300 || stopped.status === 404)) entry.strike();
      else entry.release();
    };
  }
}
