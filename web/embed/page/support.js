// The features that a browser needs for the avatar in the page.

/** A module with one instruction of SIMD. */
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

/** The feature that the browser lacks, if any. @returns {string | null} */
export function missing() {
  if (globalThis.isSecureContext === false) return 'secure context: the page must come by https, or from this machine';
  if (typeof WebAssembly !== 'object') return 'WebAssembly';
  let simd = false;
  try {
    simd = WebAssembly.validate(SIMD);
  } catch {
    // A policy that forbids it is told when the wasm is compiled.
  }
  if (!simd) return 'WebAssembly SIMD';
  if (typeof Worker !== 'function') return 'Worker';
  if (typeof AudioWorkletNode !== 'function' || typeof AudioContext !== 'function') return 'AudioWorklet';
  if (!HTMLCanvasElement.prototype.captureStream) return 'captureStream of a canvas';
  return null;
}
