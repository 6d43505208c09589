// The early request: `streaming.new`, sent while the wasm is still on its way: two waits become one. The body is that of src/embed/settings.rs.
/** @import { Chosen } from '../options.js' */
/** @import { Envelope } from '../service.js' */
import { Service, any } from '../service.js';
import { runnable } from '../wasm.js';

/**
 * @typedef {object} EarlyReply What the wasm takes over (src/client/http/early.rs).
 * @property {number} status HTTP's; 0 where no reply came.
 * @property {number} [retryAfter] In seconds.
 * @property {Envelope} [body]
 * @property {string} [token] What the call was sent with.
 * @property {() => void} [taken] Strikes out that a session is being opened.
 */

const EMOTIONS = ['Excited', 'Serious', 'Friendly', 'Soothing', 'Broadcaster'];
const QUALITIES = ['low', 'medium', 'high'];

/**
 * @param {string[]} list
 * @param {string | undefined} name
 */
const same = (list, name) => list.find((known) => known.toLowerCase() === name?.toLowerCase());

/**
 * @param {number | undefined} value
 * @param {number} least
 * @param {number} most
 */
const within = (value, least, most) => (value === undefined ? value : Math.min(most, Math.max(least, value)));

/**
 * The body of `streaming.new`.
 *
 * @param {Chosen} chosen
 */
export function body({ quality, avatarId, voiceId, voiceRate, voiceEmotion, encoding, knowledgeBase, idleTimeout, language, green }) {
  const voice = { voice_id: voiceId, rate: within(voiceRate, 0.5, 1.5), emotion: same(EMOTIONS, voiceEmotion) };
  return {
    quality: same(QUALITIES, quality) ?? 'medium',
    avatar_id: avatarId,
    avatar_name: avatarId,
    voice: Object.values(voice).some((value) => value !== undefined) ? voice : undefined,
    language,
    video_encoding: encoding && (/^h264$/i.test(encoding) ? 'H264' : 'VP8'),
    background: green ? 'green' : undefined,
    knowledge_base: knowledgeBase,
    // Whole seconds: a service may refuse others.
    activity_idle_timeout: within(idleTimeout === undefined ? idleTimeout : Math.trunc(idleTimeout), 30, 3600),
  };
}

/**
 * Asks for a session. `told` gives what the wasm takes over, or undefined where the wasm shall ask itself. Undefined where wasm cannot run,
 * or where sessions of earlier visits must be stopped first.
 *
 * @param {Chosen} chosen
 */
export function early(chosen) {
  const { apiBase = '' } = chosen;
  if (any(apiBase) || !runnable()) return undefined;
  let over = false;
  /** @type {Service} */
  let service;
  /** @type {Awaited<ReturnType<Service['open']>> | undefined} */
  let reply;
  /** @returns {Promise<EarlyReply | undefined>} */
  const ask = async () => {
    // A token that does not come is reported by the wasm, which asks for it again.
    const token = await chosen.tokens?.();
    if (over) return undefined;
    service = new Service({ ...chosen, apiBase }, token);
    try {
      reply = await service.open(body(chosen));
      const { known: taken, ...told } = reply;
      return { ...told, token, taken };
    } catch {
      return { status: 0 };
    }
  };
  const told = ask().catch(() => undefined);
  /** For a start that was given up before the wasm came: stops the session as soon as it is known. */
  const giveUp = async () => {
    over = true;
    await told;
    if (reply) await service.take(reply)?.();
  };
  return { told, giveUp };
}
