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
export type FrameCall =
  | 'preload'
  | 'start'
  | 'stop'
  | 'speak'
  | 'interrupt'
  | 'keepAlive'
  | 'renew'
  | 'unblockSound'
  | 'stats'
  | 'timeLeft'
  | 'checkConnection'
  | 'snapshot'
  | 'startRecording'
  | 'stopRecording'
  | 'open'
  | 'close';

declare const Target: new () => AvatarEventTarget;

/** The element in an `<iframe>`, driven over `postMessage`. */
export declare class StreamingAvatarFrame extends Target {
  constructor(choices?: FrameChoices);
  /** Put it into the page; nothing happens before. */
  readonly frame: HTMLIFrameElement;
  /** The frame's origin. */
  readonly origin: string;
  readonly state: State;
  /** Whether the avatar speaks just now. */
  readonly speaking: boolean;
  /** The session's id, while there is one. */
  readonly sessionId: string | null;
  /** What went wrong last, since the last start; null where nothing did. */
  readonly error: AvatarProblem | null;
  /** How loud it is, 0 to 1. */
  volume: number;
  muted: boolean;
  /** Changes an option of the element; null removes it. */
  set<K extends keyof FrameOptions>(name: K, value: FrameOptions[K] | null): Promise<void>;
  /** Ends the session and takes the frame away. */
  remove(): void;
  preload(options?: StartOptions): Promise<void>;
  start(options?: StartOptions): Promise<void>;
  stop(): Promise<EndReason | void>;
  speak(text: string, options?: SpeakOptions): Promise<Outcome>;
  interrupt(options?: { clear?: boolean }): Promise<void>;
  keepAlive(): Promise<void>;
  renew(): Promise<void>;
  unblockSound(): Promise<void>;
  stats(): Promise<Statistics | null>;
  timeLeft(): Promise<TimeLeft>;
  checkConnection(options?: ConnectionCheckOptions): Promise<ConnectionCheck>;
  snapshot(options?: SnapshotOptions): Promise<Blob>;
  startRecording(options?: RecordingOptions): Promise<void>;
  stopRecording(): Promise<Blob | null>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export {};
