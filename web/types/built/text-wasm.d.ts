// The glue that wasm-bindgen writes for src/bin/text.rs.

/** The text as a reader would see it; empty where it is nothing but markup. */
export function clean(text: string): string;

/** Sets the glue up with the wasm. */
export default function init(how: { module_or_path: WebAssembly.Module }): Promise<unknown>;
