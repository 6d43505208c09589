// The diagnosis of a wasm that did not come, or cannot be used. Loaded where one is needed.
import { AGAIN, AvatarError, notLoaded } from '../session/error.js';

/** A wasm begins with this (WebAssembly core specification, 5.5.16). */
const MAGIC = '\0asm';

const MOVED = 'Keep the files of the package together. Where a bundler left it behind, name its folder with assetsUrl.';

/** @param {unknown} error */
const said = (error) => (error instanceof Error ? error.message : String(error));

/**
 * @typedef {object} Found What came in the place of a usable wasm.
 * @property {URL} [address]
 * @property {Response} [reply]
 * @property {ArrayBuffer} [bytes] All of it, where it did not come as a stream.
 * @property {unknown} [error] The browser's words.
 * @property {unknown} [other] The difference to its scripts, where they are of another version.
 */

/**
 * The error of a wasm that was fetched, or was to be. The page's policy is at fault only where it forbids the smallest wasm, too.
 *
 * @param {Found} found
 * @param {boolean} allowed Whether the page may run the smallest wasm.
 */
export async function diagnosis({ address, reply, bytes, error, other }, allowed) {
  if (other !== undefined)
    return notLoaded('The wasm and its scripts are of different versions.', 'Publish the files of one version together, and empty the caches.', other);
  if (typeof WebAssembly !== 'object')
    return new AvatarError('wasm-unsupported', 'This browser runs no WebAssembly.', 'Use a current browser, or allow WebAssembly in its settings.');
  if (!reply)
    return navigator.onLine
      ? notLoaded('The wasm could not be fetched.', 'Check the connection, and that connect-src in the page’s policy and CORS allow its address.', `${address}: ${said(error)}`)
      : notLoaded('This device is offline.', 'Connect it to a network and start again.', address);
  if (!reply.ok) return notLoaded(`In the place of the wasm the server answers ${reply.status}.`, MOVED, address);
  if (!allowed)
    return new AvatarError('wasm-blocked', 'This page does not allow WebAssembly.', "Add 'wasm-unsafe-eval' to script-src in its policy.", said(error));
  // Compiled while it came, it must be looked at once more.
  const whole = bytes ?? (await fetch(/** @type {URL} */ (address), { cache: 'force-cache' }).then((again) => again.arrayBuffer()).catch(() => undefined));
  if (!whole) return notLoaded('The wasm came in part only.', AGAIN, `${address}: ${said(error)}`);
  if (new TextDecoder().decode(whole.slice(0, MAGIC.length)) !== MAGIC)
    return notLoaded('Something else stands in the place of the wasm.', MOVED, `${address}: ${reply.headers.get('content-type') ?? 'no type'}, ${whole.byteLength} bytes`);
  return notLoaded('The wasm is damaged or cut off, or made for newer browsers.', 'Publish its file anew, or use a current browser.', `${address}: ${said(error)}`);
}
