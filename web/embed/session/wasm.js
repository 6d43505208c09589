// Fetching the wasm with its glue, once for the whole page, and saying in words why it did not come.
import { AvatarError } from './error.js';

/** @typedef {typeof import('../module-wasm.js')} Glue */

/** The smallest module there is: its magic number and its version. Every wasm begins with them. */
const SMALLEST = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

const AGAIN = 'Check the connection and start again.';
const MOVED = 'Keep the files of the package together. Where a bundler left it behind, name its folder with assetsUrl.';

/**
 * @param {string} message
 * @param {string} action
 * @param {unknown} [detail]
 */
const notLoaded = (message, action, detail = '') => new AvatarError('not-loaded', message, action, String(detail));

/** @param {unknown} error */
const said = (error) => (error instanceof Error ? error.message : String(error));

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
  const other = (/** @type {unknown} */ error) =>
    notLoaded('The wasm and its scripts are of different versions.', 'Publish the files of one version together, and empty the caches.', error);
  // The build writes the same number into both.
  const [mark] = glue.build ? WebAssembly.Module.customSections(module, 'build') : [];
  if (glue.build && (!mark || new TextDecoder().decode(mark) !== glue.build)) throw other('');
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    throw other(error);
  }
  return glue;
}

/**
 * The wasm at an address, compiled. Throws an `AvatarError` that says what stands in its way.
 *
 * @param {URL} address
 */
export async function compiled(address) {
  if (typeof WebAssembly !== 'object')
    throw new AvatarError('wasm-unsupported', 'This browser runs no WebAssembly.', 'Use a current browser, or allow WebAssembly in its settings.');
  let reply;
  try {
    reply = await fetch(address);
  } catch (error) {
    throw navigator.onLine
      ? notLoaded('The wasm could not be fetched.', 'Check the connection, and that connect-src in the page’s policy and CORS allow its address.', `${address}: ${said(error)}`)
      : notLoaded('This device is offline.', 'Connect it to a network and start again.', address);
  }
  if (!reply.ok) throw notLoaded(`In the place of the wasm the server answers ${reply.status}.`, MOVED, address);
  const type = reply.headers.get('content-type');
  /** @type {ArrayBuffer | undefined} */
  let bytes;
  try {
    // Compiled while it comes only where the server names its type: a browser takes no other, and no parameters.
    if (type === 'application/wasm') return await WebAssembly.compileStreaming(reply);
    bytes = await reply.arrayBuffer();
    return await WebAssembly.compile(bytes);
  } catch (error) {
    bytes ??= await fetch(address, { cache: 'force-cache' }).then((again) => again.arrayBuffer()).catch(() => undefined);
    throw diagnosed(error, address, bytes && new Uint8Array(bytes), type);
  }
}

/**
 * Why a wasm that was fetched cannot be used. The page's policy is at fault only where it forbids the smallest wasm, too.
 *
 * @param {unknown} error
 * @param {URL} address
 * @param {Uint8Array | undefined} bytes
 * @param {string | null} type
 */
function diagnosed(error, address, bytes, type) {
  if (!runnable())
    return new AvatarError('wasm-blocked', 'This page does not allow WebAssembly.', "Add 'wasm-unsafe-eval' to script-src in its policy.", said(error));
  if (!bytes) return notLoaded('The wasm came in part only.', AGAIN, `${address}: ${said(error)}`);
  if (SMALLEST.some((byte, at) => byte !== bytes[at]))
    return notLoaded('Something else stands in the place of the wasm.', MOVED, `${address}: ${type ?? 'no type'}, ${bytes.length} bytes`);
  return notLoaded('The wasm is damaged or cut off, or made for newer browsers.', 'Publish its file anew, or use a current browser.', `${address}: ${said(error)}`);
}
