import type { AvatarEvents, AvatarOptions, AvatarProblem, ConnectionCheck, ConnectionCheckOptions, EndReason, RecordingOptions, SnapshotOptions, SpeakOptions, Speech, StartOptions, State, Statistics, TimeLeft } from './module.js';

/** The events of the element: those of the module. They bubble, and cross shadow roots, but `error` and `stats`, which are told to the element alone. */
export type StreamingAvatarEvents = AvatarEvents;

/** What can be chosen for an element: its attributes, under the names of its properties. */
export interface StreamingAvatarOptions extends Omit<AvatarOptions, 'video' | 'answer'> {
  // options:options (written by `cargo xtask options`)
  /** A picture that is shown before there is a stream. */
  poster?: string;
  /** The avatar's name: the poster's description and the panel's title. */
  name?: string;
  /** The words on the launcher's button. Absent: "Talk to me". */
  label?: string;
  /** When a session is opened; looked at when the element comes into the page. Sessions cost money: `click` unless you are sure. Never before the visitor agreed, where `consent` asks. Absent: `click`. */
  start?: 'click' | 'visible' | 'load';
  /** In the text, or as a button in a corner that opens a panel. Choose before a session is open. Absent: `inline`. */
  mode?: 'inline' | 'launcher';
  /** The launcher's corner. Absent: `bottom-right`. */
  placement?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  /** Whether the picture fills the element or is whole. Absent: `cover`. */
  fit?: 'cover' | 'contain';
  /** What is behind the avatar. `auto` takes a green or blue screen out where the avatar stands before one, and shows `--streaming-avatar-background`; `keep` shows the picture as it comes; `transparent` shows the page. The work is done on the GPU. With `service="page"` the picture is transparent as it comes, and nothing is taken out. Absent: `auto`. */
  background?: string;
  /** Captions in time with the speech. The visitor can switch them. Absent: off. */
  captions?: boolean;
  /** The transcript is open. The visitor can switch it. Absent: off. */
  transcript?: boolean;
  /** How the media fare, laid over the picture. Absent: off. */
  statistics?: boolean;
  /** What the visitor can use: everything, the buttons without the text box, nothing. Absent: `all`. */
  controls?: 'all' | 'buttons' | 'none';
  /** What the visitor must agree to before anything is sent or fetched from the service. */
  consent?: string;
  // /options:options
}

/** The attributes as properties. Numbers are null where the attribute is absent or no number. */
export interface StreamingAvatarProperties {
  // options:properties (written by `cargo xtask options`)
  /** `page`: the avatar is drawn and voiced in the visitor's browser, without any server. */
  service: 'page' | (string & {}) | null;
  /** Where the service is. Not used with `service="page"`, like tokens, keys, ICE servers and `encoding`. */
  apiBase: string | null;
  /** Your own server's address that answers a POST with `{"token": "…"}`. Asked at each start and each recovery. */
  tokenUrl: string | null;
  /** The account's key, for your own machine only: anyone who opens the page can read it. The console warns. */
  apiKey: string | null;
  /** Which avatar. */
  avatarId: string | null;
  /** Which voice. */
  voiceId: string | null;
  /** The pace. */
  voiceRate: number | null;
  /** The mood of the voice. */
  voiceEmotion: 'excited' | 'serious' | 'friendly' | 'soothing' | 'broadcaster' | (string & {}) | null;
  /** 360, 480 or 720 lines. */
  quality: 'low' | 'medium' | 'high' | (string & {}) | null;
  /** The codec of the picture. */
  encoding: 'VP8' | 'H264' | (string & {}) | null;
  /** The prompt of the language model behind `talk`. */
  knowledgeBase: string | null;
  /** Said as soon as the avatar is there. */
  greeting: string | null;
  /** A picture that is shown before there is a stream. */
  poster: string | null;
  /** The avatar's name: the poster's description and the panel's title. */
  name: string | null;
  /** The words on the launcher's button. */
  label: string | null;
  /** In the text, or as a button in a corner that opens a panel. Choose before a session is open. */
  mode: 'inline' | 'launcher' | (string & {}) | null;
  /** The launcher's corner. */
  placement: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left' | (string & {}) | null;
  /** Whether the picture fills the element or is whole. */
  fit: 'cover' | 'contain' | (string & {}) | null;
  /** What is behind the avatar. `auto` takes a green or blue screen out where the avatar stands before one, and shows `--streaming-avatar-background`; `keep` shows the picture as it comes; `transparent` shows the page. The work is done on the GPU. With `service="page"` the picture is transparent as it comes, and nothing is taken out. */
  background: string | null;
  /** Captions in time with the speech. The visitor can switch them. */
  captions: boolean;
  /** The transcript is open. The visitor can switch it. */
  transcript: boolean;
  /** How the media fare, laid over the picture. */
  statistics: boolean;
  /** What the visitor can use: everything, the buttons without the text box, nothing. */
  controls: 'all' | 'buttons' | 'none' | (string & {}) | null;
  /** Begins without sound. */
  muted: boolean;
  /** The language of buttons and messages and, where no voice is named, of the voice. */
  language: string | null;
  /** What the visitor must agree to before anything is sent or fetched from the service. */
  consent: string | null;
  /** Without a text for that long, the service ends the session. In seconds. */
  idleTimeout: number | null;
  /** A page that is hidden for that long ends its session. In seconds. */
  hiddenTimeout: number | null;
  /** Stays ready for days: only the visitor or `stop()` ends it. What else would (a refusal, a night offline, the cap) leads to `Recovering` and further tries, seconds and then minutes apart, at once when the network is back or the page is seen. Implies `keep-alive` and `renew`; `hidden-timeout` is 60 unless set, and a hidden page goes on when it is seen again. */
  kiosk: boolean;
  /** How often in a row a lost connection is tried again; `0`: never, the session ends. */
  recoveries: number | null;
  /** Long texts are sent sentence by sentence, so that the first sound comes early. */
  splitSentences: boolean;
  /** `relay`: media go through a TURN server only. */
  iceTransportPolicy: 'all' | 'relay' | (string & {}) | null;
  /** STUN and TURN servers in place of those that the service names, such as `[{"urls": "turn:turn.example.org", "username": "…", "credential": "…"}]`. The property takes a list. Whoever opens the page can read it: use credentials that expire. */
  iceServers: RTCIceServer[] | string | null;
  /** The folder that holds `module-wasm_bg.wasm` (and `page/`, for `service="page"`), where your bundler leaves it behind. */
  assetsUrl: string | null;
  // /options:properties
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

  // options:members (written by `cargo xtask options`)
  /** The state of the session. */
  readonly state: State;
  /** Whether the avatar speaks just now. */
  readonly speaking: boolean;
  /** The session's id, while there is one. */
  readonly sessionId: string | null;
  /** The last problem since the last start; null where there was none. */
  readonly error: AvatarProblem | null;
  /** The element that plays; on the element it is null before the player was needed. */
  readonly video: HTMLVideoElement | null;
  /** Fetches player and wasm ahead of the first start, and with `service="page"` the avatar and its voice. No session is opened. */
  preload(options?: StartOptions): Promise<void>;
  /** Opens a session. Resolves when the avatar is there; rejects with an `AvatarError` that has `code` and `action`. A signal that is aborted before ends the start. */
  start(options?: StartOptions): Promise<void>;
  /** Ends the session, or its start, at any moment. */
  stop(): Promise<EndReason | void>;
  /** Lets the avatar say a text (`repeat`), or a language model's answer to it (`talk`). A promise that resolves with `spoken`, `interrupted` or `failed`; its property `problem` then says why. Long texts are sent in pieces. A signal that is aborted interrupts this text alone. */
  speak(text: string, options?: SpeakOptions): Speech;
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
  /** A window of its own for the picture. */
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
  /** Opens the launcher's panel. Elsewhere it does nothing. */
  open(): Promise<void>;
  /** Closes it, and ends the session. */
  close(): Promise<void>;
  // /options:members
}

export interface StreamingAvatarElement extends StreamingAvatarProperties {}

declare global {
  interface HTMLElementTagNameMap {
    'streaming-avatar': StreamingAvatarElement;
  }
}
