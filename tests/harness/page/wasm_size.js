// The size of the page's wasm: bytes of memory, and slots for JavaScript values.
window.endToEnd.forget();
const exported = window.endToEnd.instances.flatMap(({ exports }) => Object.values(exports));
const sum = (kind, size) => exported.filter((one) => one instanceof kind).reduce((sum, one) => sum + size(one), 0);
return {
  bytes: sum(WebAssembly.Memory, (memory) => memory.buffer.byteLength),
  handles: sum(WebAssembly.Table, (table) => table.length),
};
