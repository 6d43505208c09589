import type { AvatarEventTarget, AvatarOptions, AvatarProblem, ConnectionCheck, ConnectionCheckOptions, EndReason, Outcome, RecordingOptions, SnapshotOptions, SpeakOptions, StartOptions, State, Statistics, TimeLeft } from './module.js';
import type { StreamingAvatarOptions } from './element.js';

export { AvatarError } from './module.js';

/** Options of the element in the frame: its attributes, under the names of its properties or their own. The secret ones go by message. */
export type FrameOptions = Omit<StreamingAvatarOptions, 'assetsUrl' | 'token'> & {
  /** A session token; functions stay in the page. */
  token?: string;
} & { [attribute: `${string}-${string}`]: string | number | boolean | null | undefined };

/** What a frame is made of. */
export interface FrameChoices {
  /** The element to use; one is made where absent. */
  frame?: HTMLIFrameElement;
  /** The address of embed.html; beside this script where absent. */
  src?: string | URL;
  options?: FrameOptions;
}

/** The methods that are answered by the element in the frame. */
// options:calls (written by `cargo xtask options`)
export type FrameCall =
  | 'preload'
  | 'start'
  | 'stop'
  | 'speak'
  | 'interrupt'
  | 'keepAlive'
  | 'renew'
  | 'unblockSound'
  | 'timeLeft'
  | 'checkConnection'
  | 'stats'
  | 'snapshot'
  | 'startRecording'
  | 'stopRecording'
  | 'open'
  | 'close';
// /options:calls

declare const Target: new () => AvatarEventTarget;

/** The element in an `<iframe>`, driven over `postMessage`. */
export declare class StreamingAvatarFrame extends Target {
  constructor(choices?: FrameChoices);
  /** Put it into the page; nothing happens before. */
  readonly frame: HTMLIFrameElement;
  /** The frame's origin. */
  readonly origin: string;
  /** How loud it is, 0 to 1. */
  volume: number;
  muted: boolean;
  /** Changes an option of the element; null removes it. */
  set<K extends keyof FrameOptions>(name: K, value: FrameOptions[K] | null): Promise<void>;
  /** Ends the session and takes the frame away. */
  remove(): void;
  // options:members (written by `cargo xtask options`)
  /** The state of the session. */
  readonly state: State;
  /** Whether the avatar speaks just now. */
  readonly speaking: boolean;
  /** The session's id, while there is one. */
  readonly sessionId: string | null;
  /** The last problem since the last start; null where there was none. */
  readonly error: AvatarProblem | null;
  /** Fetches player and wasm ahead of the first start, and with `service="page"` the avatar and its voice. No session is opened. */
  preload(options?: StartOptions): Promise<void>;
  /** Opens a session. Resolves when the avatar is there; rejects with an `AvatarError` that has `code` and `action`. A signal that is aborted before ends the start. */
  start(options?: StartOptions): Promise<void>;
  /** Ends the session, or its start, at any moment. */
  stop(): Promise<EndReason | void>;
  /** Lets the avatar say a text (`repeat`), or a language model's answer to it (`talk`). A promise that resolves with `spoken`, `interrupted` or `failed`; its property `problem` then says why. Long texts are sent in pieces. A signal that is aborted interrupts this text alone. */
  speak(text: string, options?: SpeakOptions): Promise<Outcome>;
  /** Silences the avatar. The texts that wait are dropped too, unless `clear` is false. */
  interrupt(options?: { clear?: boolean }): Promise<void>;
  /** Puts off the end for want of texts. */
  keepAlive(): Promise<void>;
  /** Asks for a fresh session without a gap in the picture. */
  renew(): Promise<void>;
  /** Plays with sound where the browser withheld it. Call it from within a click. */
  unblockSound(): Promise<void>;
  /** Seconds until the session ends by itself: `{idle, cap}`, each null where there is no such end just now. */
  timeLeft(): Promise<TimeLeft>;
  /** Says in words what of the way to the service works, and what to ask the network's keeper for. Opens no session unless `session` is true. */
  checkConnection(options?: ConnectionCheckOptions): Promise<ConnectionCheck>;
  /** How the media fared in the last second. */
  stats(): Promise<Statistics | null>;
  /** One picture of what is shown, on its background where that is a plain colour. */
  snapshot(options?: SnapshotOptions): Promise<Blob>;
  /** Records what is shown and heard. */
  startRecording(options?: RecordingOptions): Promise<void>;
  /** Ends the recording. */
  stopRecording(): Promise<Blob | null>;
  /** Opens the launcher's panel. Elsewhere it does nothing. */
  open(): Promise<void>;
  /** Closes it, and ends the session. */
  close(): Promise<void>;
  // /options:members
}

export {};
