// The app's first requests to the service beside the page, sent before the app's wasm is there. It takes these replies.
import { stored } from './storage.js';

// The page's own service is beside it, wherever it is hosted.
const service = location.pathname.slice(0, location.pathname.lastIndexOf('/'));

/** @type {Map<string, Promise<{ status: number, retryAfter?: string, text: string }>>} */
const replies = new Map();

/** @param {string} path */
function ask(path) {
  const reply = fetch(service + path, { signal: AbortSignal.timeout?.(15_000) }).then(async (reply) => ({
    status: reply.status,
    retryAfter: reply.headers.get('retry-after') ?? undefined,
    text: await reply.text(),
  }));
  reply.catch(() => {});
  replies.set(path, reply);
  return reply;
}

/**
 * The reply to a request that was sent already, once: sent again, it is to be answered anew.
 *
 * @param {string} path
 */
export function earlyReply(path) {
  const reply = replies.get(path);
  replies.delete(path);
  return reply;
}

/**
 * Asks for the lists of avatars and voices, and shows the first avatar's picture in the place where the app will show it.
 *
 * @param {HTMLElement} place
 */
export async function showPreview(place) {
  const { status, text } = await ask('/v1/streaming/avatar.list');
  // The visitor has kept the address of another service (`src/app/service_address.rs`).
  if (stored('address')) return replies.clear();
  if (status !== 200) return;
  // A host of files answers with something else, if at all; nothing more is asked of it.
  /** @type {{ data: ({ status?: string, normal_preview?: string } | null)[] }} */
  const { data } = JSON.parse(text);
  ask('/v1/streaming/voice.list');
  const first = data.find((avatar) => avatar?.status !== 'INACTIVE')?.normal_preview;
  const stage = place.querySelector('.stage');
  if (!first || !stage) return;
  const image = document.createElement('img');
  image.className = 'still';
  image.alt = '';
  image.fetchPriority = 'high';
  image.src = new URL(/^\/(?!\/)/.test(first) ? service + first : first, location.origin).href;
  stage.prepend(image);
}
