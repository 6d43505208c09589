// The API, called from JavaScript: before the wasm is there, and by the connection test. The wasm does the same in
// src/client/http/exchange.rs.
import { keep, starting } from './register.js';

/** What is shorter is no secret, and may stand anywhere. */
const SHORTEST_SECRET = 6;

/** What `Retry-After` asks for, in seconds; it may be a date. Undefined where it is neither. */
function pause(asked) {
  const seconds = /^\s*\d+\s*$/.test(asked) ? +asked : Math.ceil((Date.parse(asked) - Date.now()) / 1000);
  return seconds >= 0 ? seconds : undefined;
}

export class Service {
  #headers;
  #secret;

  /** `token` is what admits one; without it `apiKey`, where there is one. */
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
   * One exchange: `{status, retryAfter, body}`, the body as JSON or undefined. The service may not repeat the secret in it, for what it says
   * is shown. Rejects where no reply came.
   */
  async ask(path, how = {}) {
    const reply = await fetch(this.base + path, { ...how, headers: { ...this.#headers, ...how.headers } });
    return { status: reply.status, retryAfter: pause(reply.headers.get('retry-after')), body: this.#read(await reply.text()) };
  }

  #read(text) {
    const plain = text.replace(/^\uFEFF/, '');
    try {
      return JSON.parse(this.#secret?.length >= SHORTEST_SECRET ? plain.replaceAll(this.#secret, '…') : plain);
    } catch {
      return undefined;
    }
  }

  /** A call of the API. */
  call(name, body, more) {
    return this.ask(`/v1/streaming.${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...more });
  }

  /**
   * Asks for a session, once and never again: it may have been opened although no reply came. `known`, in the reply, strikes out that
   * it was asked for; without a reply that stays written down.
   */
  async open(body) {
    const noted = starting(this.base);
    try {
      return { ...(await this.call('new', body)), known: noted.strike };
    } catch (error) {
      noted.release();
      throw error;
    }
  }

  /** Writes an open session down. Gives what stops it and strikes it out; what could not be stopped now is stopped by the next start. */
  hold(session_id) {
    const noted = keep(this.base, session_id);
    return async () => {
      const stopped = await this.call('stop', { session_id }, { keepalive: true }).catch(() => undefined);
      // Of a session that the service does not know any more, nothing is left to stop.
      if (stopped && (stopped.status < 300 || stopped.status === 404)) noted.strike();
      else noted.release();
    };
  }
}
