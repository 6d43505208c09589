// The avatar in the visitor's page: the service's calls without a server, and its picture and sound as a MediaStream.
//
// One worker, one wasm and one AudioContext serve all avatars of a page. They are started by the first that is needed, and given back
// some seconds after the last has gone. Importing this does nothing.

import { refusal } from './errors.js';
import { LISTS } from './files.js';
import { figureFile, figureOf, listeners } from './load.js';
import { Media } from './media.js';
import { moveTo, addressOf } from './addresses.js';
import { current, ready, sound } from './start.js';

/** @typedef {import('./errors.js').Refusal} Refusal */
/** @typedef {import('./load.js').Progress} Progress */
/** @typedef {import('./media.js').Opened} Opened */
/** @typedef {import('./start.js').Sound} Sound */

const NEW = '/v1/streaming.new';
const TASK = '/v1/streaming.task';
const AVATARS = '/v1/streaming/avatar.list';

const VOICES = '/v1/streaming/voice.list';

/** The lists, which need nothing that is fetched, and make no sound. @param {string} path */
function listed(path) {
  const previews = (/** @type {{ normal_preview: string }} */ avatar) => ({ ...avatar, normal_preview: addressOf(avatar.normal_preview) });
  const data = path === AVATARS ? LISTS.avatars.map(previews) : LISTS.voices;
  return { status: 200, body: JSON.stringify({ code: 100, message: 'success', data }) };
}

/** The engine for a session with this body of `streaming.new`, and the language to be loaded; once the session's figure is there, too. @param {any} body @param {string} text */
async function readyFor(body, text) {
  const name = figureOf(body);
  // Beside the engine's own files.
  const coming = name ? figureFile(name) : null;
  // Told below, once the engine is there.
  coming?.catch(() => {});
  const there = await ready();
  const [language] = await Promise.all([there.needed(text), name && coming ? there.figure(name, coming) : null]);
  return { there, language };
}

/** The size of pictures by `streaming.new`'s quality. @type {Record<string, { width: number, height: number }>} */
const SIZES = { low: { width: 640, height: 360 }, medium: { width: 854, height: 480 }, high: { width: 1280, height: 720 } };

/** @param {string} path @param {any} [body] @returns {Promise<{ status: number, body: string }>} */
async function call(path, body) {
  if (path === AVATARS || path === VOICES) return listed(path);
  const text = body === null || body === undefined ? '' : JSON.stringify(body);
  const { there, language } = path === NEW ? await readyFor(body, text) : { there: await ready(), language: null };
  clearTimeout(there.releaseTimer);
  const awaited = path === TASK ? there.awaitingVoice.get(body?.session_id) : null;
  let problem = null;
  if (awaited) there.loadVoice(body.session_id, awaited).catch((error) => (problem = error));
  const reply = await there.ask({ type: 'call', path, body: text });
  if (path === NEW && reply.status === 200) {
    const id = JSON.parse(reply.body).data.session_id;
    if (!there.sessions.has(id)) there.sessions.set(id, null);
    if (language) {
      there.awaitingVoice.set(id, language);
      there.loadVoice(id, language).catch(() => {});
    }
    sizes.set(id, SIZES[String(body?.quality ?? '').toLowerCase()] ?? SIZES.medium);
  }
  there.releaseSoon();
  // The text failed because its voice did.
  if (problem && reply.status !== 200) throw problem;
  return reply;
}

/** The sizes of sessions that have not been opened. @type {Map<string, { width: number, height: number }>} */
const sizes = new Map();

const service = {
  call,
  /** Begins to load what a session with this body of `streaming.new` needs; resolves once it is there. */
  prepare: async (/** @type {any} */ body) => {
    const { there, language } = await readyFor(body, JSON.stringify(body ?? {}));
    if (language) await there.voice(language);
    there.releaseSoon();
  },
  /**
   * The media of a session that `streaming.new` has opened.
   * @param {string} session
   * @returns {Opened}
   */
  open: (session) => {
    const engine = current();
    const size = sizes.get(session);
    if (!engine || !size) throw refusal('not-loaded', 'There is no such session.', 'Start again.', session);
    const media = new Media(engine, session, size, sound);
    sizes.delete(session);
    engine.sessions.set(session, media);
    return media.handle;
  },
  sound,
};

/**
 * The service of this page: the same for all avatars in it.
 * @param {{ assetsUrl?: string | null, onprogress?: ((progress: Progress) => void) | null }} [options] the folder that holds `page/`, where
 * a bundler has moved it; and who is told of bytes that have come
 */
export function pageService({ assetsUrl, onprogress } = {}) {
  if (assetsUrl) moveTo(String(assetsUrl));
  if (onprogress) listeners.add(onprogress);
  return service;
}
