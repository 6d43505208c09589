import type { AvatarEventTarget, AvatarSession, Outcome } from './module.js';
import type { StreamingAvatarOptions } from './element.js';

export { AvatarError } from './module.js';

/** Options of the element in the frame: its attributes, under the names of its properties or their own. The secret ones go by message. */
export type FrameOptions = Omit<StreamingAvatarOptions, 'assetsUrl' | 'token'> & {
  /** A session token; functions stay in the page. */
  token?: string;
} & { [attribute: `${string}-${string}`]: string | number | boolean | null | undefined };

/** The options of a frame. */
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
  | 'startVoiceChat'
  | 'closeVoiceChat'
  | 'microphones'
  | 'muteInputAudio'
  | 'unmuteInputAudio'
  | 'pushToTalkStart'
  | 'pushToTalkStop'
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

// Over messages a speech is a promise without a property.
declare const Target: new () => AvatarEventTarget & AvatarSession<Promise<Outcome>>;

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
  /** Opens the launcher's panel. Elsewhere it does nothing. */
  open(): Promise<void>;
  /** Closes it, and ends the session. */
  close(): Promise<void>;
  // /options:members
}

export {};
