// Fetches the files of the avatar in the page: all of a file and the right one, or a refusal.

import { notLoaded } from './errors.js';
import { FILES, LISTS } from './files.js';
import { addressOf } from './addresses.js';

/** @typedef {{ loaded: number, total: number | null, file: string }} Progress bytes of a file that have come, and that there are */

/** Who is told of bytes that have come. @type {Set<(progress: Progress) => void>} */
export const listeners = new Set();

/** A file's bytes, with progress told. A wrong one is asked for once more, past the cache. @param {string} name */
export async function bytesOf(name) {
  try {
    return await attempt(name, {});
  } catch {
    return attempt(name, { cache: 'reload' });
  }
}

/** Figures that come or have come, by their files. @type {Map<string, Promise<Uint8Array>>} */
const figures = new Map();

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

/** A figure's bytes, fetched once. @param {string} name */
export function figureFile(name) {
  let file = figures.get(name);
  if (!file) {
    file = bytesOf(name);
    figures.set(name, file);
    file.catch(() => figures.delete(name));
  }
  return file;
}

/** A file's module. @param {string} name */
export async function compiled(name) {
  const bytes = await bytesOf(name);
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw notLoaded(name, error);
  }
}

/** @param {string} name @param {RequestInit} options */
async function attempt(name, options) {
  const url = addressOf(name);
  const expected = FILES[name];
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    throw notLoaded(name, `${url}: ${error}`);
  }
  if (!response.ok || !response.body) throw notLoaded(name, `${url}: status ${response.status}`);
  const bytes = await read(name, response.body, `${url}: `);
  if (!expected) return bytes;
  if (expected.bytes !== bytes.length) throw notLoaded(name, `${url}: ${bytes.length} bytes, not ${expected.bytes}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const text = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (text !== expected.sha256) throw notLoaded(name, `${url}: its content is not what it should be`);
  return bytes;
}

/** @param {string} name @param {ReadableStream<Uint8Array>} body @param {string} where */
async function read(name, body, where) {
  /** @type {Uint8Array[]} */
  const parts = [];
  let loaded = 0;
  // The length in the header is that of the compressed bytes, if there is any.
  const total = FILES[name]?.bytes ?? null;
  try {
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      loaded += value.length;
      for (const listener of listeners) listener({ loaded, total, file: name });
    }
  } catch (error) {
    throw notLoaded(name, `${where}after ${loaded} bytes: ${error}`);
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
