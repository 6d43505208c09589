// Fetching a wasm with its glue.

/** The glue, set up with the wasm at `address`. */
export async function ready(glue, address) {
  // The wasm is fetched beside its glue, not after it.
  const [exports, wasm] = await Promise.all([glue, fetch(address)]);
  await exports.default({ module_or_path: wasm });
  return exports;
}

/** The same function, called once for the whole page; a failure is tried again. */
export function once(load) {
  let loading;
  return () =>
    (loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    }));
}
