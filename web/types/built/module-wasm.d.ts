// The glue that wasm-bindgen writes for src/bin/module.rs, as far as the package uses it.

/** The session's side of `Session` (src/embed/listener.rs): what the wasm calls. */
export interface Listener {
  state(state: string, previous: string): void;
  session(id: string): void;
  milestones(...at: (number | undefined)[]): void;
  accepted(text: number, taskId: string, millis?: number): void;
  began(text: number): void;
  cleaned(text: number, clean: string): void;
  words(text: number, words: string): void;
  heard(text: number, letters: number): void;
  unsaid(text: number, part: string): void;
  finished(text: number, outcome: string): void;
  speaking(speaking: boolean): void;
  features(answers: boolean): void;
  microphone(state: string): void;
  userSpeaking(speaking: boolean): void;
  message(id: number, user: boolean, words: string, interrupted?: boolean): void;
  limit(kind: string, seconds: number): void;
  soundBlocked(blocked: boolean): void;
  problem(code: string, message: string, action: string, detail: string): void;
  retry(attempt: number, millis: number): void;
  ended(reason: string): void;
  numbers(numbers: Uint32Array): void;
  statistics(video: string, audio: string, local: string, remote: string, protocol: string): void;
}

/** A session of the wasm; freeing it stops the session. */
export class Session {
  constructor(settings: object, listener: Listener, video: HTMLVideoElement);
  start(early?: Promise<unknown>): void;
  stop(): void;
  nextText(): number;
  speak(text: string, talk: boolean): number;
  interrupt(clear: boolean): void;
  dropWaiting(): void;
  listen(pushToTalk: boolean, muted: boolean): void;
  stopListening(): void;
  chooseMicrophone(): void;
  muteMicrophone(muted: boolean): void;
  hold(held: boolean): void;
  keepAlive(): void;
  secondsLeft(cap: boolean): number | undefined;
  choose(keepAlive: boolean, renew: boolean): void;
  setBackground(green: boolean): void;
  renew(): void;
  unblockSound(): void;
  attach(video?: HTMLVideoElement): void;
  free(): void;
}

/** The number of the build, the same in the wasm; a development build has none. */
export const build: string | undefined;

/** Sets the glue up with the wasm. */
export default function init(how: { module_or_path: WebAssembly.Module }): Promise<unknown>;
