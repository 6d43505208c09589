import type { AvatarEvents, ConnectionCheck, ConnectionCheckOptions, Outcome, RecordingOptions, SnapshotOptions, State, Statistics, TimeLeft } from './module.js';

/** The element in an `<iframe>`, driven over `postMessage`. */
export declare class StreamingAvatarFrame extends EventTarget {
  constructor(choices?: { frame?: HTMLIFrameElement; src?: string | URL; options?: Record<string, string> });
  /** Put it into the page; nothing happens before. */
  readonly frame: HTMLIFrameElement;
  /** The frame's origin. */
  readonly origin: string;
  readonly state: State;
  readonly speaking: boolean;
  readonly sessionId: string | null;
  /** Changes an attribute of the element; null removes it. */
  set(name: string, value: string | null): Promise<void>;
  /** Ends the session and takes the frame away. */
  remove(): void;
  start(): Promise<void>;
  stop(): Promise<string | void>;
  speak(text: string, options?: { type?: 'repeat' | 'talk' | 'chat' }): Promise<Outcome>;
  interrupt(options?: { clear?: boolean }): Promise<void>;
  keepAlive(): Promise<void>;
  renew(): Promise<void>;
  unblockSound(): Promise<void>;
  stats(): Promise<Statistics | null>;
  timeLeft(): Promise<TimeLeft | null>;
  checkConnection(options?: Pick<ConnectionCheckOptions, 'session'>): Promise<ConnectionCheck>;
  snapshot(options?: SnapshotOptions): Promise<Blob>;
  startRecording(options?: RecordingOptions): Promise<void>;
  stopRecording(): Promise<Blob | null>;
  open(): Promise<void>;
  close(): Promise<void>;
  addEventListener<K extends keyof AvatarEvents>(
    type: K,
    listener: (this: StreamingAvatarFrame, event: CustomEvent<AvatarEvents[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
