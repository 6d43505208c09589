// Fetching a wasm with its glue, once for the whole page, and saying in words why it did not come.
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
 * Brings one of the package's wasms, once for the whole page. The address beside the package and the import of the glue stand in full where this
 * is called, because that is how bundlers find the files.
 *
 * @template {Glue} Its
 * @param {string} name The wasm's name in the folder that a page names, where its bundler has moved the wasm.
 * @param {() => URL} beside Where it is otherwise.
 * @param {() => Promise<Its>} glue
 * @returns {(folder?: string | URL | null) => Promise<Its>} The glue, set up with the wasm. A failure is tried again.
 */
export function loader(name, beside, glue) {
  /** @type {Promise<Its> | undefined} */
  let loading;
  return (folder) =>
    (loading ??= ready(folder ? new URL(name, new URL(String(folder).replace(/\/*$/, '/'), document.baseURI)) : beside(), glue()).catch((error) => {
      loading = undefined;
      throw error instanceof AvatarError ? error : notLoaded('A script of the player did not come.', AGAIN, error);
    }));
}

/**
 * @template {Glue} Its
 * @param {URL} address
 * @param {Promise<Its>} coming
 */
async function ready(address, coming) {
  // The wasm is fetched beside its glue, not after it.
  const [glue, module] = await Promise.all([coming, compiled(address)]);
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
