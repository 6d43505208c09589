/// <reference lib="esnext.disposable" />

/** Where a session stands. */
export type State =
  | 'Idle'
  | 'Creating'
  | 'Negotiating'
  | 'Connecting'
  | 'Live'
  | 'Recovering'
  | 'Stopping'
  | 'Ended';

/** How a text ended. Every text ends exactly once. */
export type Outcome = 'spoken' | 'interrupted' | 'failed';

/** A text that is said: a promise of how it ends. */
export interface Speech extends Promise<Outcome> {
  /** Why it failed, once it has; else null. */
  problem?: AvatarProblem | null;
}

/** What may be said in the place of a language model's answer: a text, or texts as they come. */
export type AnswerText = string | Iterable<string> | AsyncIterable<string | Uint8Array> | ReadableStream<string | Uint8Array> | Response;

/** Answers a visitor's text. `signal` aborts where the answer is interrupted, or the session ends. */
export type Answer = (text: string, how: { signal: AbortSignal }) => AnswerText | Promise<AnswerText>;

/** Why a session ended. */
export type EndReason = 'stopped' | 'page-left' | 'hidden' | 'idle' | 'cap' | 'failed';

/** What an avatar is made with. Everything is optional; what is left out is the service's choice. */
export interface AvatarOptions {
  /** `page`: the avatar is drawn and voiced in the visitor's browser, without any server. Absent: the service at `apiBase`. */
  service?: 'page';
  /**
   * Answers what is said with `talk`, in the place of the service's language model, with any service. The text that it gives, or the texts that
   * it gives one by one, are said sentence by sentence as they come.
   */
  answer?: Answer;
  /** The address of the service; the page's own origin where absent. */
  apiBase?: string;
  /** A session token, or a function that fetches one. Each token opens one session, so a function is asked at each start and recovery. */
  token?: string | (() => string | Promise<string>);
  /** An address of your own server that answers a POST with `{"token": "…"}`. */
  tokenUrl?: string;
  /** The account's key. Anyone who opens the page can read it: for your own machine only. */
  apiKey?: string;
  /** Which avatar. */
  avatarId?: string;
  /** Which voice; the avatar's own where absent. */
  voiceId?: string;
  /** The pace, 0.5 to 1.5. */
  voiceRate?: number;
  /** The mood of the voice. */
  voiceEmotion?: 'excited' | 'serious' | 'friendly' | 'soothing' | 'broadcaster';
  /** The language of the texts, as a BCP 47 tag: where no voice is named, one is taken that speaks it. The page's by default. */
  language?: string;
  /** The size of the picture: 360, 480 or 720 lines. */
  quality?: 'low' | 'medium' | 'high';
  /** The codec of the picture. */
  encoding?: 'VP8' | 'H264';
  /** The prompt of the language model behind `talk`. */
  knowledgeBase?: string;
  /** Said as soon as the avatar is there. */
  greeting?: string;
  /** Seconds without a text after which the service ends the session, 30 to 3600. */
  idleTimeout?: number;
  /** Seconds after which a hidden page ends its session; never where absent. */
  hiddenTimeout?: number;
  /** Puts off the idle end by itself while the page is visible. Sessions cost money: off by default. */
  keepAlive?: boolean;
  /** Opens a new session before the service's cap ends the old one, without a gap in the picture. */
  renew?: boolean;
  /**
   * Stays ready for days: only `stop()` ends it. What else would leads to `Recovering` and further tries, seconds and then minutes apart. Implies
   * `keepAlive` and `renew`; `hiddenTimeout` is 60 where absent, and a hidden page goes on when it is seen again.
   */
  kiosk?: boolean;
  /** How often in a row a lost connection is tried again; 5 where absent, 0 for never. */
  recoveries?: number;
  /** Sends long texts sentence by sentence, so that the first sound comes early. */
  splitSentences?: boolean;
  /** `relay`: media go through a TURN server only. */
  iceTransportPolicy?: 'all' | 'relay';
  /** STUN and TURN servers in place of those that the service names. As JSON, too. */
  iceServers?: RTCIceServer[] | string;
  /** The folder that holds `module-wasm_bg.wasm` (and `page/`, for `service: 'page'`), where your bundler leaves it behind. The first load on a page decides. */
  assetsUrl?: string;
  /** The element to play in; one is made where absent. */
  video?: HTMLVideoElement;
  /** Whether it begins without sound. */
  muted?: boolean;
  /** How loud it is, 0 to 1; 1 where absent. Some devices leave that to their buttons. */
  volume?: number;
}

/** When each stage of the start was reached, in ms since `start()`; undefined while not reached. */
export interface Milestones {
  created?: number;
  answered?: number;
  started?: number;
  connected?: number;
  firstFrame?: number;
  firstSound?: number;
}

/** How much of the files of the page's own avatar has come, in bytes. */
export interface LoadingProgress {
  loaded: number;
  /** null where it is not known. */
  total: number | null;
}

/** How the media fared in the last second. */
export interface Statistics {
  /** To the service and back, in ms; null before it was measured. */
  roundTrip: number | null;
  /** Variation in the arrival of packets, in ms. */
  jitter: number;
  /** Packets lost of a thousand. */
  lostPerThousand: number;
  framesPerSecond: number;
  /** Since the connection began. */
  framesDecoded: number;
  /** Since the connection began. */
  freezes: number;
  /** In kbit/s. */
  videoKilobits: number;
  /** In kbit/s. */
  audioKilobits: number;
  /** Of the picture, in pixels. */
  width: number;
  /** Of the picture, in pixels. */
  height: number;
  videoCodec: string;
  audioCodec: string;
  /** `host`, `srflx`, `prflx` or `relay`; empty before there is a route. */
  localCandidate: string;
  remoteCandidate: string;
  /** `udp` or `tcp`. */
  protocol: string;
}

/** How long a session still lasts, in whole seconds. */
export interface TimeLeft {
  /** Until it ends for want of texts; null while something is said, or where it does not. */
  idle: number | null;
  /** Until the service's longest time; null where it has none. */
  cap: number | null;
}

/** Something went wrong. */
export interface AvatarProblem {
  /** For programs, such as `unauthorized`; the reference lists them. */
  code: string;
  /** What happened, in a sentence. */
  message: string;
  /** What to do about it, in a sentence. */
  action: string;
  /** The service's or the browser's own words; often empty. */
  detail: string;
}

/** A line of the captions. Times are seconds since the text began. */
export interface Caption {
  text: string;
  start: number;
  end: number;
}

/** How a text ended. */
export interface SpeechEnd {
  taskId: string | null;
  text: string;
  outcome: Outcome;
  /** Why it failed; else null. */
  problem: AvatarProblem | null;
  /** What of the text was heard: all of it, its beginning, or nothing. Of a text that `answer` answered: what of the answer was heard. */
  heard: string;
  /** What of the text was not said, because the voice cannot say it or failed; else null. */
  unsaid: string | null;
  /** What the option `answer` gave to say, as far as it was sent; null where it was not asked. */
  answer: string | null;
}

/** The events, each a `CustomEvent` with this `detail`. */
export interface AvatarEvents {
  statechange: { state: State; previous: State; reason: string | null };
  milestones: Milestones;
  progress: LoadingProgress;
  ready: { sessionId: string | null };
  speakstart: { taskId: string | null; text: string };
  speakend: SpeechEnd;
  caption: Caption;
  limit: { kind: 'idle' | 'cap'; secondsLeft: number };
  stats: Statistics;
  soundblocked: { blocked: boolean };
  retry: { attempt: number; after: number };
  volumechange: { volume: number; muted: boolean };
  error: AvatarProblem;
  ended: { reason: EndReason };
}

/** What a promise of this package rejects with, as far as the reason is known. */
export declare class AvatarError extends Error implements AvatarProblem {
  constructor(code: string, message: string, action?: string, detail?: string);
  /** For programs, such as `unauthorized`; the reference lists them. */
  code: string;
  /** What to do about it, in a sentence; empty where nothing. */
  action: string;
  /** The service's or the browser's own words; often empty. */
  detail: string;
}

/** How a session is started, or prepared for. */
export interface StartOptions {
  /** Aborted before the avatar is there, it ends the start, and the promise rejects with its reason. */
  signal?: AbortSignal;
}

/** How a text is said. */
export interface SpeakOptions {
  /** `repeat`: the avatar says the text. `talk`: it says a language model's answer to the text. `repeat` where absent. */
  type?: 'repeat' | 'talk' | 'chat';
  /** Aborted, it interrupts this text alone, at once or when its turn comes. */
  signal?: AbortSignal;
}

/** What the connection test found. */
export interface ConnectionCheck {
  /** Whether the connection works; null where only a session would tell. */
  ok: boolean | null;
  /** The same in a sentence. */
  summary: string;
  /** What was tried, in order. */
  findings: ConnectionFinding[];
  /** What to ask the network's keeper for, such as `UDP to turn.example.org, port 3478`. */
  ask: string[];
}

/** One thing that was tried. */
export interface ConnectionFinding {
  what: 'browser' | 'service' | 'udp' | 'turn' | 'session' | 'media';
  /** Whether it works; null where that could not be told. */
  ok: boolean | null;
  /** For programs, such as `turn-refused`. */
  code: string;
  /** What was found, in a sentence. */
  message: string;
  /** What to do about it, in a sentence; empty where nothing. */
  action: string;
  /** The host and port that was tried. */
  server?: string;
  /** How the TURN server was reached. */
  over?: 'UDP' | 'TCP' | 'TLS';
  /** How long it took. */
  millis?: number;
}

export interface ConnectionCheckOptions {
  /** Also opens a short session and closes it. It may cost what a session costs: off where absent. */
  session?: boolean;
  /** Gives the test up; it rejects then. */
  signal?: AbortSignal;
}

export interface RecordingOptions {
  /** Such as `video/webm;codecs=vp9,opus`; the best that the browser has where absent. */
  type?: string;
  bitsPerSecond?: number;
}

export interface SnapshotOptions {
  /** `image/png` where absent. */
  type?: string;
  /** 0 to 1, for types that lose detail. */
  quality?: number;
}

/** A target of the avatar's events. */
export interface AvatarEventTarget extends EventTarget {
  addEventListener<K extends keyof AvatarEvents>(
    type: K,
    listener: (this: this, event: CustomEvent<AvatarEvents[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof AvatarEvents>(
    type: K,
    listener: (this: this, event: CustomEvent<AvatarEvents[K]>) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

declare const Target: new () => AvatarEventTarget;

/** A streaming avatar without an interface. */
export declare class StreamingAvatar extends Target {
  constructor(options?: AvatarOptions);

  /** The element it plays in. */
  readonly video: HTMLVideoElement;
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

  /** Other choices: `keepAlive`, `renew`, `muted` and `volume` at once, the others from the next start on. Those left out stay as they are. */
  configure(options: AvatarOptions): void;
  /** Fetches the wasm ahead of the first start, and with `service: 'page'` the avatar and its voice. No session is opened. */
  preload(options?: StartOptions): Promise<void>;
  /** Opens a session. Resolves when the avatar is there; rejects with an `AvatarError` where it does not come. */
  start(options?: StartOptions): Promise<void>;
  /** Ends the session, or its start, at any moment. Resolves when it is over. */
  stop(): Promise<EndReason | void>;
  /** Lets the avatar say a text (`repeat`), or a language model's answer to it (`talk`). Texts queue. */
  speak(text: string, options?: SpeakOptions): Speech;
  /** Silences the avatar; the texts that wait are dropped too, unless `clear` is false. */
  interrupt(options?: { clear?: boolean }): Promise<void>;
  /** Puts off the end for want of texts. */
  keepAlive(): Promise<void>;
  /** Asks for a fresh session without a gap in the picture. */
  renew(): Promise<void>;
  /** Plays with sound, where the browser withheld it; call it from within a click. */
  unblockSound(): Promise<void>;
  /** How the media fared in the last second; null before the first reading. */
  stats(): Promise<Statistics | null>;
  /** How long the session still lasts, unless its end is put off. */
  timeLeft(): Promise<TimeLeft>;
  /** Says in words what of the way to the service works. Opens no session unless `session` is true. */
  checkConnection(options?: ConnectionCheckOptions): Promise<ConnectionCheck>;
  /** One picture of what is shown. */
  snapshot(options?: SnapshotOptions): Promise<Blob>;
  /** Records what is shown and heard. */
  startRecording(options?: RecordingOptions): Promise<void>;
  /** Ends the recording; null where none was under way. */
  stopRecording(): Promise<Blob | null>;
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
  /**
   * Ends the session and lets everything go: no listener and no timer stays. Whatever is called afterwards, but `stop` and `dispose`,
   * fails with the code `disposed`.
   */
  dispose(): void;
  /** The same, for `using`. */
  [Symbol.dispose](): void;
  /** For `await using`: waits until the service has been told. */
  [Symbol.asyncDispose](): Promise<void>;
}

export {};
