// Fetching the wasm with its glue, once for the whole page, and saying in words why it did not come.

/** The smallest module there is: its mark and its version. Every wasm begins with them. */
const SMALLEST = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** What a refused load rejects with. */
const refusal = (code, message, action, detail) => Object.assign(new Error(message), { code, action, detail: String(detail ?? '') });

/** Whether wasm may run on this page: where even the smallest may not, nothing must be opened. */
export function runnable() {
  try {
    return !!new WebAssembly.Module(SMALLEST);
  } catch {
    return false;
  }
}

/**
 * Where the wasm is: in the folder that the page names, else beside this script. The name stands there in full, because that is
 * how bundlers find the file.
 */
const place = (folder) =>
  folder
    ? new URL('module-wasm_bg.wasm', new URL(folder.replace(/\/*$/, '/'), document.baseURI))
    : new URL('../module-wasm_bg.wasm', import.meta.url);

let loading;

/** The glue, set up with the wasm. `folder` is where the page's bundler has put the wasm, if it moved it. A failure is tried again. */
export function load(folder) {
  return (loading ??= ready(folder).catch((error) => {
    loading = undefined;
    throw error.code ? error : refusal('not-loaded', 'A script of the player did not come.', 'Check the connection and start again.', error);
  }));
}

async function ready(folder) {
  // The wasm is fetched beside its glue, not after it.
  const [glue, module] = await Promise.all([import('../module-wasm.js'), compiled(place(folder))]);
  const other = (error) =>
    refusal('not-loaded', 'The wasm and its scripts are of different versions.', 'Publish the files of one version together, and empty the caches.', error);
  // The build writes the same number into both.
  const [mark] = glue.build ? WebAssembly.Module.customSections(module, 'build') : [];
  if (glue.build && (!mark || new TextDecoder().decode(mark) !== glue.build)) throw other();
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    throw other(error);
  }
  return glue;
}

/** The wasm at an address, compiled. Throws what stands in its way: an error with `code`, `message`, `action` and `detail`. */
export async function compiled(address) {
  if (typeof WebAssembly !== 'object')
    throw refusal('wasm-unsupported', 'This browser runs no WebAssembly.', 'Use a current browser, or allow WebAssembly in its settings.');
  let reply;
  try {
    reply = await fetch(address);
  } catch (error) {
    throw navigator.onLine
      ? refusal('not-loaded', 'The wasm could not be fetched.', 'Check the connection, and that connect-src in the page’s policy and CORS allow its address.', `${address}: ${error.message}`)
      : refusal('not-loaded', 'This device is offline.', 'Connect it to a network and start again.', address);
  }
  if (!reply.ok)
    throw refusal('not-loaded', `In the place of the wasm the server answers ${reply.status}.`, 'Keep the files of the package together. Where a bundler left it behind, name its folder with assetsUrl.', address);
  // Compiled while it comes only where the server names its type: a browser takes no other, and no parameters.
  const typed = reply.headers.get('content-type') === 'application/wasm';
  let bytes;
  try {
    if (typed) return await WebAssembly.compileStreaming(reply);
    bytes = await reply.arrayBuffer();
    return await WebAssembly.compile(bytes);
  } catch (error) {
    bytes ??= await fetch(address, { cache: 'force-cache' }).then((again) => again.arrayBuffer()).catch(() => undefined);
    throw diagnosed(error, address, bytes && new Uint8Array(bytes), reply.headers.get('content-type'));
  }
}

/** Why a wasm that was fetched is none for this page. The page's policy is at fault only where it forbids the smallest, too. */
function diagnosed(error, address, bytes, type) {
  if (!runnable())
    return refusal('wasm-blocked', 'This page does not allow WebAssembly.', "Add 'wasm-unsafe-eval' to script-src in its policy.", error.message);
  if (!bytes)
    return refusal('not-loaded', 'The wasm came in part only.', 'Check the connection and start again.', `${address}: ${error.message}`);
  if (SMALLEST.some((byte, at) => byte !== bytes[at]))
    return refusal('not-loaded', 'Something else stands in the place of the wasm.', 'Keep the files of the package together. Where a bundler left it behind, name its folder with assetsUrl.', `${address}: ${type ?? 'no type'}, ${bytes.length} bytes`);
  return refusal('not-loaded', 'The wasm is damaged or cut off, or made for newer browsers.', 'Publish its file anew, or use a current browser.', `${address}: ${error.message}`);
}
