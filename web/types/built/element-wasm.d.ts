// The glue that wasm-bindgen writes for src/bin/element.rs, as far as the package uses it: the module's, and the model.
export * from './module-wasm.js';
export { default } from './module-wasm.js';

/** The model of the element's player (crates/player). */
export class Player {
  /** Tells what happened, and gives what is shown now (src/embed/player.rs). */
  hear(kind: string, detail: object, now: number): any;
  /** The effect of a key: the name of the control that it presses, `hold` for the microphone's, an empty text for nothing at all, undefined for what keys do. */
  key(event: KeyboardEvent, boxed: boolean, composed: number): string | undefined;
  /** The name of the node that gets the focus; undefined where it stays. */
  focus(at: string | undefined, lost: boolean, touching: boolean, box: boolean): string | undefined;
  free(): void;
}
