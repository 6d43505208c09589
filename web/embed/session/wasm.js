// Fetching the wasm with its glue, once for the whole page, and saying in words why it did not come.
/** @import { Found } from '../extra/wasm-diagnosis.js' */
import { AGAIN, AvatarError, notLoaded } from './error.js';

/** @typedef {typeof import('../module-wasm.js')} Glue */

/** The smallest module there is: its magic number and its version. Every wasm begins with them. */
const SMALLEST = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * The error in words. They are a file of their own, and may not come either.
 *
 * @param {Found} found
 */
const why = (found) =>
  import('../extra/wasm-diagnosis.js').then(
    ({ diagnosis }) => diagnosis(found, runnable()),
    () => notLoaded(navigator.onLine ? 'The wasm did not come.' : 'This device is offline.', AGAIN, found.error ?? found.other),
  );

/** Whether wasm may run on this page: where even the smallest may not, no session must be opened. */
export function runnable() {
  try {
    return !!new WebAssembly.Module(SMALLEST);
  } catch {
    return false;
  }
}

/**
 * Where the wasm is: in the folder that the page names, else beside this package. The name stands there in full, because that is
 * how bundlers find the file.
 *
 * @param {string | URL | null} [folder]
 */
const place = (folder) =>
  folder
    ? new URL('module-wasm_bg.wasm', new URL(String(folder).replace(/\/*$/, '/'), document.baseURI))
    : new URL('../module-wasm_bg.wasm', import.meta.url);

/** @type {Promise<Glue> | undefined} */
let loading;

/**
 * The glue, set up with the wasm. A failure is tried again.
 *
 * @param {string | URL | null} [folder] Where the page's bundler has put the wasm, if it moved it.
 */
export function load(folder) {
  return (loading ??= ready(folder).catch((error) => {
    loading = undefined;
    throw error instanceof AvatarError ? error : notLoaded('A script of the player did not come.', AGAIN, error);
  }));
}

/** @param {string | URL | null} [folder] */
async function ready(folder) {
  // The wasm is fetched beside its glue, not after it.
  const [glue, module] = await Promise.all([import('../module-wasm.js'), compiled(place(folder))]);
  // The build writes the same number into both.
  const [mark] = glue.build ? WebAssembly.Module.customSections(module, 'build') : [];
  if (glue.build && (!mark || new TextDecoder().decode(mark) !== glue.build)) throw await why({ other: '' });
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    throw await why({ other: error });
  }
  return glue;
}

/**
 * The wasm at an address, compiled. Throws an `AvatarError` that says what stands in its way.
 *
 * @param {URL} address
 */
export async function compiled(address) {
  /** @type {Found} */
  const found = { address };
  try {
    const reply = (found.reply = await fetch(address));
    // Compiled while it comes only where the server names its type: a browser takes no other, and no parameters.
    if (reply.ok && reply.headers.get('content-type') === 'application/wasm') return await WebAssembly.compileStreaming(reply);
    if (reply.ok) return await WebAssembly.compile((found.bytes = await reply.arrayBuffer()));
  } catch (error) {
    found.error = error;
  }
  throw await why(found);
}
