// Session tokens, from the page or from its own server, in every form in which servers hand them out.

/** Names under which tokens are found, the most usual first. */
const NAMES = ['token', 'access_token', 'accessToken', 'session_token', 'data'];

/** A token: text that may stand in a header, is neither markup nor JSON, and is no word that programs write for nothing. */
const BARE = /^(?!(null|undefined|true|false|ok|error|unauthorized|forbidden)$)(?![<{["])[\x21-\x7e]+$/i;

/**
 * The token in an answer: bare, as a text of JSON, or in an object under a usual name, as in the service's own envelope. Undefined where
 * there is none.
 *
 * @param {unknown} answer
 * @returns {string | undefined}
 */
export function tokenIn(answer, depth = 3) {
  if (typeof answer === 'string') {
    // Some servers put a byte order mark before it.
    const bare = answer.replace(/^\uFEFF/, '').trim().replace(/^Bearer\s+/i, '');
    if (BARE.test(bare)) return bare;
    return depth ? tokenIn(json(bare), depth - 1) : undefined;
  }
  if (!answer || typeof answer !== 'object' || !depth) return undefined;
  for (const name of NAMES) {
    const found = tokenIn(/** @type {Record<string, unknown>} */ (answer)[name], depth - 1);
    if (found) return found;
  }
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The reason why there is no token. `status` is an HTTP status, which the wasm reads: 503 where another try may help.
 *
 * @param {string} message
 * @param {number} status
 */
const missing = (message, status) => Object.assign(new Error(message), { status });

/**
 * The token that a page gave, or that its function fetches. A function may give the whole answer of a token endpoint, too.
 *
 * @param {unknown} token
 */
export async function given(token) {
  const answer = typeof token === 'function' ? await token() : token;
  const found = tokenIn(typeof Response === 'function' && answer instanceof Response ? await answer.text() : answer);
  if (found) return found;
  throw missing(`The page gave no token, but ${kind(answer)}.`, 401);
}

/** @param {unknown} value */
const kind = (value) => (value == null || value === '' ? 'nothing' : typeof value === 'string' ? 'a text that is not a token' : `a value of the type ${typeof value}`);

/**
 * Asks the page's own server for a token.
 *
 * @param {string | URL} url
 */
export async function fetched(url) {
  const named = `The token endpoint ${url}`;
  let reply;
  let text;
  try {
    reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(20_000),
    });
    text = await reply.text();
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    throw missing(name === 'TimeoutError' ? `${named} did not answer within 20 s.` : `${named} cannot be reached: ${message}.`, 503);
  }
  const found = reply.ok ? tokenIn(text) : undefined;
  if (found) return found;
  const status = reply.ok ? 401 : reply.status >= 500 || reply.status === 429 ? 503 : reply.status;
  throw missing(`${named} ${described(reply, text)}`, status);
}

/**
 * @param {Response} reply
 * @param {string} text
 */
function described(reply, text) {
  const body = /** @type {{ error?: { message?: unknown } | string, message?: unknown, detail?: unknown } | null | undefined} */ (json(text.replace(/^\uFEFF/, '')));
  const error = body?.error;
  const said = (typeof error === 'string' ? undefined : error?.message) ?? body?.message ?? body?.detail ?? error;
  const words = typeof said === 'string' && said ? ` It says: ${said}` : '';
  if (!reply.ok) return `answered ${reply.status}.${words}`;
  if (reply.redirected) return `led to ${new URL(reply.url).pathname}, where there is no token: the visitor may have to sign in first.`;
  if (!text.trim()) return 'answered with nothing.';
  if (/^\s*</.test(text)) return 'answered with a page in place of a token.';
  return `answered without a token.${words}`;
}
