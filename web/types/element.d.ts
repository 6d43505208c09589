import type { AvatarEvents, AvatarOptions, AvatarProblem, ConnectionCheck, ConnectionCheckOptions, EndReason, RecordingOptions, SnapshotOptions, SpeakOptions, Speech, StartOptions, State, Statistics, TimeLeft } from './module.js';

/** The events of the element: those of the module. They bubble, and cross shadow roots, but `error` and `stats`, which are told to the element alone. */
export type StreamingAvatarEvents = AvatarEvents;

/** What can be chosen for an element: its attributes, under the names of its properties. */
export interface StreamingAvatarOptions extends Omit<AvatarOptions, 'video' | 'answer'> {
  poster?: string;
  name?: string;
  label?: string;
  start?: 'click' | 'visible' | 'load';
  mode?: 'inline' | 'launcher';
  placement?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  fit?: 'cover' | 'contain';
  background?: string;
  captions?: boolean;
  transcript?: boolean;
  statistics?: boolean;
  controls?: 'all' | 'buttons' | 'none';
  consent?: string;
}

/** The attributes as properties. Numbers are null where the attribute is absent or no number. */
export interface StreamingAvatarProperties {
  service: 'page' | (string & {}) | null;
  apiBase: string | null;
  apiKey: string | null;
  tokenUrl: string | null;
  avatarId: string | null;
  voiceId: string | null;
  voiceRate: number | null;
  voiceEmotion: string | null;
  quality: string | null;
  encoding: string | null;
  knowledgeBase: string | null;
  greeting: string | null;
  poster: string | null;
  name: string | null;
  label: string | null;
  mode: 'inline' | 'launcher' | (string & {}) | null;
  placement: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left' | (string & {}) | null;
  fit: 'cover' | 'contain' | (string & {}) | null;
  background: string | null;
  controls: string | null;
  language: string | null;
  consent: string | null;
  idleTimeout: number | null;
  hiddenTimeout: number | null;
  iceTransportPolicy: string | null;
  recoveries: number | null;
  splitSentences: boolean;
  /** A list, kept in the attribute as JSON; read back as that. */
  iceServers: RTCIceServer[] | string | null;
  /** The folder that holds the wasm, where a bundler leaves it behind. */
  assetsUrl: string | null;
  captions: boolean;
  kiosk: boolean;
  muted: boolean;
  transcript: boolean;
  statistics: boolean;
}

/** `<streaming-avatar>`. Every attribute is also a property, in camel case, but for `start`, `keep-alive` and `renew`: methods have their names. */
export declare class StreamingAvatarElement extends HTMLElement {
  static readonly observedAttributes: string[];

  /** A session token, or a function that fetches one. */
  token: AvatarOptions['token'] | null;
  /** How loud it is, 0 to 1. */
  volume: number;
  /** Answers what the visitor types, in the place of a language model, with any service. */
  answer?: AvatarOptions['answer'] | null;
  /** Words in place of the element's own, by their names in `element/texts.js`. */
  texts?: Record<string, unknown>;

  readonly state: State;
  /** Whether the avatar speaks just now. */
  readonly speaking: boolean;
  /** The session's id, while there is one. */
  readonly sessionId: string | null;
  /** What went wrong last, since the last start; null where nothing did. */
  readonly error: AvatarProblem | null;
  /** The element that plays; null before the player was needed. */
  readonly video: HTMLVideoElement | null;

  addEventListener<K extends keyof StreamingAvatarEvents>(
    type: K,
    listener: (this: StreamingAvatarElement, event: CustomEvent<StreamingAvatarEvents[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof StreamingAvatarEvents>(
    type: K,
    listener: (this: StreamingAvatarElement, event: CustomEvent<StreamingAvatarEvents[K]>) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;

  /** Fetches the player and the wasm ahead of the first start. No session is opened. */
  preload(options?: StartOptions): Promise<void>;
  /** Opens a session. Resolves when the avatar is there; rejects with an `AvatarError` where it does not come. */
  start(options?: StartOptions): Promise<void>;
  /** Ends the session, or its start. */
  stop(): Promise<EndReason | void>;
  /** Opens the launcher's panel; elsewhere it does nothing. */
  open(): Promise<void>;
  /** Closes it, and ends the session. */
  close(): Promise<void>;
  speak(text: string, options?: SpeakOptions): Speech;
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
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
}

export interface StreamingAvatarElement extends StreamingAvatarProperties {}

declare global {
  interface HTMLElementTagNameMap {
    'streaming-avatar': StreamingAvatarElement;
  }
}
