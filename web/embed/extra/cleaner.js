// Takes the markup out of texts, by a wasm of its own. Loaded with the first text that has some.
import { compiled } from '../session/wasm.js';

/** @typedef {typeof import('../text-wasm.js')} Glue */

/** @type {Promise<Glue> | undefined} */
let loading;

/**
 * The text as a reader would see it; as it was where it is nothing but markup.
 *
 * @param {string} text
 * @param {string | URL | null} [folder] Where the page's bundler has put the wasm, if it moved it.
 */
export async function clean(text, folder) {
  // A failure is tried again with the next text.
  loading ??= ready(folder).catch((error) => {
    loading = undefined;
    throw error;
  });
  return (await loading).clean(text) || text;
}

/** @param {string | URL | null} [folder] */
async function ready(folder) {
  const address = folder
    ? new URL('text-wasm_bg.wasm', new URL(String(folder).replace(/\/*$/, '/'), document.baseURI))
    : new URL('../text-wasm_bg.wasm', import.meta.url);
  const [glue, module] = await Promise.all([import('../text-wasm.js'), compiled(address)]);
  await glue.default({ module_or_path: module });
  return glue;
}
