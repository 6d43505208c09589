// `streaming.new`, sent while the wasm is still on its way: two waits become one. The body is that of src/embed/settings.rs.
import { any } from './register.js';
import { Service } from './service.js';
import { runnable } from './wasm.js';

const EMOTIONS = ['Excited', 'Serious', 'Friendly', 'Soothing', 'Broadcaster'];
const QUALITIES = ['low', 'medium', 'high'];
const same = (list, name) => list.find((known) => known.toLowerCase() === name?.toLowerCase());
const within = (value, least, most) => (value === undefined ? value : Math.min(most, Math.max(least, value)));

/** The body of `streaming.new`. */
export function body({ quality, avatarId, voiceId, voiceRate, voiceEmotion, encoding, knowledgeBase, idleTimeout, language }) {
  const voice = { voice_id: voiceId, rate: within(voiceRate, 0.5, 1.5), emotion: same(EMOTIONS, voiceEmotion) };
  return {
    quality: same(QUALITIES, quality) ?? 'medium',
    avatar_id: avatarId,
    avatar_name: avatarId,
    voice: Object.values(voice).some((value) => value !== undefined) ? voice : undefined,
    language,
    video_encoding: encoding && (/^h264$/i.test(encoding) ? 'H264' : 'VP8'),
    knowledge_base: knowledgeBase,
    // Whole seconds: a service may refuse others.
    activity_idle_timeout: within(idleTimeout === undefined ? idleTimeout : Math.trunc(idleTimeout), 30, 3600),
  };
}

/**
 * Asks for a session. `told` is what the wasm takes over: `{status, retryAfter, body, token, taken}`, or nothing where it shall ask
 * itself. None where no wasm can come, or where sessions of earlier visits must be stopped first.
 */
export function early(chosen) {
  if (any(chosen.apiBase) || !runnable()) return undefined;
  let over = false;
  let service;
  const ask = async () => {
    // What is wrong with a token is told by the wasm, which asks for it again.
    const token = await chosen.tokens?.();
    if (over) return undefined;
    service = new Service(chosen, token);
    try {
      const { known, ...reply } = await service.open(body(chosen));
      return { ...reply, token, taken: known };
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
    const stop = id ? service.hold(id) : () => {};
    // By now the session itself is written down.
    reply.taken();
    await stop();
  };
  return { told, giveUp };
}
