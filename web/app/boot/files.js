// The addresses of the app's wasm and of its glue. The build writes their names beside this script's (`Trunk.toml`).

/** The addresses of the app's files. */
export function files() {
  const { js, wasm } = /** @type {{ js: string, wasm: string }} */ (/** @type {HTMLElement} */ (document.querySelector('script[data-wasm]')).dataset);
  return { js: new URL(js, document.baseURI), wasm: new URL(wasm, document.baseURI) };
}
