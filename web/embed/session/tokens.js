// Session tokens, from the page or from its own server, in whichever form they are handed out.

/** Under which names tokens are found, the nearest first. */
const NAMES = ['token', 'access_token', 'accessToken', 'session_token', 'data'];

/** What may stand in a header, looks like no markup and no JSON, and is none of the words that programs write for nothing. */
const BARE = /^(?!(null|undefined|true|false|ok|error|unauthorized|forbidden)$)(?![<{["])[\x21-\x7e]+$/i;

/**
 * The token in an answer: bare, as a text of JSON, or in an object under a usual name, as in the service's own envelope. Undefined where
 * there is none.
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
    const found = tokenIn(answer[name], depth - 1);
    if (found) return found;
  }
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why there is no token. `status` is HTTP's: 503 where another try may help. */
const missing = (message, status) => Object.assign(new Error(message), { status });

/** The token that a page gave, or that its function fetches; a function may give what a token endpoint answers, too. */
export async function given(token) {
  const answer = typeof token === 'function' ? await token() : token;
  const found = tokenIn(typeof Response === 'function' && answer instanceof Response ? await answer.text() : answer);
  if (found) return found;
  throw missing(`The page gave no token, but ${kind(answer)}.`, 401);
}

const kind = (value) => (value == null || value === '' ? 'nothing' : typeof value === 'string' ? 'a text that is none' : `a value of the type ${typeof value}`);

/** Asks the page's own server for a token. */
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
    throw missing(error.name === 'TimeoutError' ? `${named} did not answer within 20 s.` : `${named} cannot be reached: ${error.message}.`, 503);
  }
  const found = reply.ok ? tokenIn(text) : undefined;
  if (found) return found;
  const status = reply.ok ? 401 : reply.status >= 500 || reply.status === 429 ? 503 : reply.status;
  throw missing(`${named} ${described(reply, text)}`, status);
}

function described(reply, text) {
  const body = json(text.replace(/^\uFEFF/, ''));
  const said = body?.error?.message ?? body?.message ?? body?.detail ?? (typeof body?.error === 'string' ? body.error : undefined);
  const words = typeof said === 'string' && said ? ` It says: ${said}` : '';
  if (!reply.ok) return `answered ${reply.status}.${words}`;
  if (reply.redirected) return `led to ${new URL(reply.url).pathname}, where there is no token: the visitor may have to sign in first.`;
  if (!text.trim()) return 'answered with nothing.';
  if (/^\s*</.test(text)) return 'answered with a page in place of a token.';
  return `answered without a token.${words}`;
}
