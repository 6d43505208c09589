// `streaming.new`, sent while the wasm is still on its way: two waits become one. The body is that of src/embed/settings.rs.
import { address, any, keep, starting } from './register.js';

const EMOTIONS = ['Excited', 'Serious', 'Friendly', 'Soothing', 'Broadcaster'];
const QUALITIES = ['low', 'medium', 'high'];
const same = (list, name) => list.find((known) => known.toLowerCase() === name?.toLowerCase());
const within = (value, least, most) => (value === undefined ? value : Math.min(most, Math.max(least, value)));

function body({ quality, avatarId, voiceId, voiceRate, voiceEmotion, encoding, knowledgeBase, idleTimeout }) {
  const voice = { voice_id: voiceId, rate: within(voiceRate, 0.5, 1.5), emotion: same(EMOTIONS, voiceEmotion) };
  return JSON.stringify({
    quality: same(QUALITIES, quality) ?? 'medium',
    avatar_id: avatarId,
    avatar_name: avatarId,
    voice: Object.values(voice).some((value) => value !== undefined) ? voice : undefined,
    video_encoding: encoding && (/^h264$/i.test(encoding) ? 'H264' : 'VP8'),
    knowledge_base: knowledgeBase,
    // Whole seconds: a service may refuse others.
    activity_idle_timeout: within(idleTimeout === undefined ? idleTimeout : Math.trunc(idleTimeout), 30, 3600),
  });
}

/** The JSON of a reply, in which the service may not repeat the secret: what it says is shown. Undefined where it is none. */
function read(text, secret) {
  try {
    return JSON.parse(secret?.length > 5 ? text.replaceAll(secret, '…') : text);
  } catch {
    return undefined;
  }
}

/** Whether wasm may run on this page, asked with the smallest there is: where it may not, nothing must be opened. */
function runnable() {
  try {
    return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    return false;
  }
}

/**
 * Asks for a session. `told` is what the wasm takes over: `{status, retryAfter, body, token, taken}`, or nothing where it shall ask
 * itself. None where no wasm can come, or where sessions of earlier visits must be stopped first.
 */
export function early(chosen) {
  const base = address(chosen.apiBase);
  if (any(base) || !runnable()) return undefined;
  const headers = { 'content-type': 'application/json' };
  let over = false;
  /** Strikes out that a session is being opened: called by the wasm once it knows of it. */
  let known = () => {};
  const post = (name, text, more) => fetch(`${base}/v1/streaming.${name}`, { method: 'POST', headers, body: text, ...more });
  const ask = async () => {
    // What is wrong with a token is told by the wasm, which asks for it again.
    const token = await chosen.tokens?.();
    if (over || (chosen.tokens && !(token && typeof token === 'string'))) return undefined;
    if (token) headers.authorization = `Bearer ${token}`;
    else if (chosen.apiKey) headers['x-api-key'] = chosen.apiKey;
    const text = body(chosen);
    known = starting(base);
    // Sent once, and never again: it may have arrived although no reply came.
    try {
      const reply = await post('new', text);
      const asked = reply.headers.get('retry-after');
      // Seconds, or a date.
      const seconds = /^\s*\d+\s*$/.test(asked) ? +asked : Math.ceil((Date.parse(asked) - Date.now()) / 1000);
      return { status: reply.status, retryAfter: seconds >= 0 ? seconds : undefined, body: read(await reply.text(), token ?? chosen.apiKey), token, taken: known };
    } catch {
      return { status: 0 };
    }
  };
  const told = ask().catch(() => undefined);
  /** For a start that was given up before the wasm came: stops the session as soon as it is known. */
  const giveUp = async () => {
    over = true;
    const reply = await told;
    if (!reply?.status) return;
    const id = reply.body?.data?.session_id;
    const forget = id ? keep(base, id) : () => {};
    known();
    if (!id) return;
    const stopped = await post('stop', JSON.stringify({ session_id: id }), { keepalive: true }).catch(() => null);
    // What could not be stopped now is stopped by the next start.
    if (stopped?.ok) forget();
  };
  return { told, giveUp };
}
