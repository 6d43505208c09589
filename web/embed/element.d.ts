import type { AvatarEvents, AvatarOptions, ConnectionCheck, ConnectionCheckOptions, EndReason, RecordingOptions, SnapshotOptions, Speech, State, Statistics, TimeLeft } from './module.js';

/** The events of the element: those of the module. They bubble, and cross shadow roots, but `error` and `stats`, which are told to the element alone. */
export type StreamingAvatarEvents = AvatarEvents;

/** `<streaming-avatar>`. Every attribute is also a property, in camel case, but for `start`, `keep-alive` and `renew`: methods have their names. */
export declare class StreamingAvatarElement extends HTMLElement {
  service: 'page' | (string & {}) | null;
  apiBase: string | null;
  apiKey: string | null;
  token: AvatarOptions['token'] | null;
  tokenUrl: string | null;
  avatarId: string | null;
  voiceId: string | null;
  voiceRate: string | number | null;
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
  idleTimeout: string | number | null;
  hiddenTimeout: string | number | null;
  iceTransportPolicy: string | null;
  recoveries: string | number | null;
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
  /** Answers what the visitor types, in the place of a language model, with any service. */
  answer?: AvatarOptions['answer'] | null;
  /** Words in place of the element's own, by their names in `element/texts.js`. */
  texts?: Record<string, unknown>;

  readonly state: State;
  readonly speaking: boolean;
  readonly sessionId: string | null;
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

  /** Opens a session. Resolves when the avatar is there; rejects with an `AvatarError` where it does not come. */
  start(): Promise<void>;
  /** Ends the session, or its start. */
  stop(): Promise<EndReason | void>;
  /** Opens the launcher's panel. */
  open(): void;
  /** Closes it, and ends the session. */
  close(): void;
  speak(text: string, options?: { type?: 'repeat' | 'talk' | 'chat' }): Speech;
  interrupt(options?: { clear?: boolean }): Promise<void>;
  keepAlive(): Promise<void>;
  renew(): Promise<void>;
  unblockSound(): Promise<void>;
  stats(): Promise<Statistics | null>;
  timeLeft(): Promise<TimeLeft | null>;
  checkConnection(options?: ConnectionCheckOptions): Promise<ConnectionCheck>;
  snapshot(options?: SnapshotOptions): Promise<Blob>;
  startRecording(options?: RecordingOptions): Promise<void>;
  stopRecording(): Promise<Blob | null>;
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
}

declare global {
  interface HTMLElementTagNameMap {
    'streaming-avatar': StreamingAvatarElement;
  }
}
