// Globals of the scripts that have no page: the avatar's worker, which is the audio thread's script, too, and the app's service worker. They
// are checked by tsconfig.workers.json, because a worker's globals are not those of a page.

/** The service's wasm (crates/page/src/bin/page-service.rs). A sample counts from the session's beginning; `now` is in ms. */
declare class Page {
  constructor(host: Host);
  show(file: Uint8Array): string | undefined;
  language(body: string): string | undefined;
  voiceless(session: string): void;
  consumed(session: string): number;
  call(call: number, path: string, body: string, random: string, now: number): void;
  expire(now: number): void;
  end(session: string): void;
  sound(session: string, to: Int16Array): boolean;
  hold(session: string, held: boolean): void;
  played(session: string, samples: number): void;
  pace(session: string, now: number): number;
  speaking(session: string): boolean;
  started(session: string): boolean;
  width(session: string): number;
  height(session: string): number;
  /** The first column and the number of columns. */
  columns(session: string): Uint32Array;
  /** Left, top, width and height. */
  figure(session: string, sample: number): Uint32Array | undefined;
  pixels(session: string, left: number, top: number, width: number, height: number, to: Uint8Array): void;
}

/** Hears all that the service has to say. */
interface Host {
  reply(call: number, status: number, body: string): void;
  tell(session: string, message: string): void;
  ended(session: string): void;
  order(session: string, ...order: Order): void;
  withdraw(session: string, task: string): void;
  callOff(session: string): void;
}

/** A text to be said; the emotion is a number of crates/page/src/wire.rs. */
type Order = [task: string, text: string, voice: string | undefined, rate: number, emotion: number | undefined];

/** The synthesis's wasm (crates/page/src/bin/page-speech.rs). */
declare class Voices {
  constructor(page: Page);
  provide(language: string, file: Uint8Array): string | undefined;
  order(session: string, ...order: Order): void;
  withdraw(session: string, task: string): void;
  callOff(session: string): void;
  consumed(session: string, samples: number): void;
  voiceless(session: string): void;
  close(session: string): void;
  step(): boolean;
}

/** The glue of a wasm: called, it sets itself up. */
type Glue<Exports> = ((how: { module_or_path: WebAssembly.Module }) => Promise<unknown>) & Exports;

/** The build puts it before the worker's script (xtask/src/page_avatar.rs). */
declare const glue: {
  page(): Glue<{ Page: typeof Page }>;
  speech(): Glue<{ Voices: typeof Voices }>;
};

/** A message to the audio thread of a session. Samples are counted from the session's beginning. */
interface Sound {
  samples?: Int16Array;
  /** The count goes on from here: the clock went on without the audio thread. */
  reset?: number;
  /** All that was sent before is dropped, fading; the count at the end of that. */
  cut?: number;
}

/** A message of the audio thread. */
interface Played {
  played: number;
  energy: number;
}

/** The scope of an audio worklet, which no library of TypeScript's declares. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare const registerProcessor: ((name: string, processor: new () => AudioWorkletProcessor) => void) | undefined;
