// The figures: each is a file of its own, so that a page loads those only that it shows.

import { FILES, LISTS } from './files.js';
import { bytesOf } from './load.js';

/** Files that come or have come. @type {Map<string, Promise<Uint8Array>>} */
const coming = new Map();

/**
 * The file of the figure that a session with this body of `streaming.new` shows. Where there is none, the service says so.
 * @param {any} body
 * @returns {string | null}
 */
export function figureOf(body) {
  const names = [body?.avatar_id, body?.avatar_name].map((name) => String(name ?? '').trim());
  const asked = names.find(Boolean);
  const id = asked && asked !== 'default' ? asked : LISTS.avatars[0]?.avatar_id;
  const name = `figures/${id}.bin`;
  return Object.hasOwn(FILES, name) ? name : null;
}

/** A figure's file, fetched once. @param {string} name */
export function figureFile(name) {
  let file = coming.get(name);
  if (!file) {
    file = bytesOf(name);
    coming.set(name, file);
    file.catch(() => coming.delete(name));
  }
  return file;
}
