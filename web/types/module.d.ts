/// <reference lib="esnext.disposable" />

/** Where a session stands. */
export type State =
  | 'idle'
  | 'creating'
  | 'negotiating'
  | 'connecting'
  | 'live'
  | 'recovering'
  | 'stopping'
  | 'ended';

/** How a text ended. Every text ends exactly once. */
export type Outcome = 'spoken' | 'interrupted' | 'failed';

/** A text that is said: a promise of how it ends. */
export interface Speech extends Promise<Outcome> {
  /** Why it failed, once it has; else null. */
  problem?: AvatarProblem | null;
}

/** The reply in the place of a language model's answer: a text, or texts as they come. */
export type AnswerText = string | Iterable<string> | AsyncIterable<string | Uint8Array> | ReadableStream<string | Uint8Array> | Response;

/** Answers a visitor's text. `signal` aborts where the answer is interrupted, or the session ends; `messages` is the conversation with this text as its last. */
export type Answer = (text: string, how: { signal: AbortSignal; messages: AvatarMessage[] }) => AnswerText | Promise<AnswerText>;

/** Why a session ended. */
export type EndReason = 'stopped' | 'page-left' | 'hidden' | 'idle' | 'cap' | 'failed';

/** The options of an avatar. Everything is optional; what is left out is the service's choice. */
export interface AvatarOptions {
  // options:options (written by `cargo xtask options`)
  /** `page`: the avatar is drawn and voiced in the visitor's browser, without any server. Absent: a server. */
  service?: 'page';
  /** Where the service is. Not used with `service="page"`, like tokens, keys, ICE servers and `encoding`. Absent: the page's own origin. */
  apiBase?: string;
  /** Your own server's address that answers a POST with `{"token": "…"}`. Asked at each start and each recovery. */
  tokenUrl?: string;
  /** A session token. Each opens one session, so give the property a function where the visitor may start again. */
  token?: string | (() => string | Promise<string>);
  /** The account's key, for your own machine only: anyone who opens the page can read it. The console warns. */
  apiKey?: string;
  /** The avatar. Absent: the service's own. */
  avatarId?: string;
  /** The voice. Absent: the avatar's own. */
  voiceId?: string;
  /** The speaking rate. Absent: 1. */
  voiceRate?: number;
  /** The mood of the voice. Absent: plain. */
  voiceEmotion?: 'excited' | 'serious' | 'friendly' | 'soothing' | 'broadcaster';
  /** An endpoint of yours that answers visitors' texts as `POST …/chat/completions` of OpenAI's API does, streamed, with any service. It is asked from the page, without a key: put one in on your server. */
  answerUrl?: string;
  /** The model that it is asked for. Absent: none is named. */
  answerModel?: string;
  /** 360, 480 or 720 lines. Absent: `medium`. */
  quality?: 'low' | 'medium' | 'high';
  /** The codec of the picture. Absent: `VP8`. */
  encoding?: 'VP8' | 'H264';
  /** The prompt of the language model behind `talk`, or of the endpoint of `answer-url`. */
  knowledgeBase?: string;
  /** How the visitor is heard: always while the microphone is on, or while they hold its button (or the space bar); `off`: there is no button. Named, a service that does not say so is taken to hear, too. Nobody is asked for a microphone before they press the button. Absent: `conversational` where the service says that it hears visitors. */
  voiceChat?: 'conversational' | 'push-to-talk' | 'off';
  /** The microphone, as `microphones()` names it. Changed in a voice chat it counts at once; where it is not connected, another one hears, and `other-microphone` is told. Absent: the browser's own choice. */
  microphoneId?: string;
  /** Said as soon as the avatar is there. */
  greeting?: string;
  /** The background. `auto` shows the studio of our server's avatars; of a service that sends a green or blue screen it takes that out, and shows `--streaming-avatar-background`. `keep` shows the picture as it comes, `transparent` the page, and anything else itself: for these, our server is asked for a plain green background, which is taken out on the GPU. The module asks alike, and leaves it to the page to take the green out (`Background`). With `service="page"` the picture is transparent as it comes, and nothing is taken out. Absent: `auto`. */
  background?: string;
  /** Starts muted. Absent: off. */
  muted?: boolean;
  /** How loud it is. Some devices leave that to their buttons. Absent: 1. */
  volume?: number;
  /** The language of buttons and messages and, where no voice is named, of the voice. Absent: the page's, then the browser's. */
  language?: string;
  /** Without a text for that long, the service ends the session. In seconds. Absent: the service's. */
  idleTimeout?: number;
  /** A page that is hidden for that long ends its session. In seconds. Absent: never. */
  hiddenTimeout?: number;
  /** Resets the idle timeout by itself while the page is visible. Absent: off. */
  keepAlive?: boolean;
  /** Opens a new session before the service's session limit ends the old one, without a gap in the picture. Absent: off. */
  renew?: boolean;
  /** Stays ready for days: only the visitor or `stop()` ends it. A refusal, a night offline or the session limit leads to `recovering` and further tries, seconds and then minutes apart, at once when the network is back or the page is seen. Implies `keep-alive` and `renew`; `hidden-timeout` is 60 unless set, and a hidden page goes on when it is seen again. Absent: off. */
  kiosk?: boolean;
  /** How often in a row a lost connection is tried again; `0`: never, the session ends. Absent: 5. */
  recoveries?: number;
  /** Long texts are sent sentence by sentence, so that the first sound comes early. Absent: off. */
  splitSentences?: boolean;
  /** `relay`: media go through a TURN server only. Absent: `all`. */
  iceTransportPolicy?: 'all' | 'relay';
  /** STUN and TURN servers in place of those that the service names, such as `[{"urls": "turn:turn.example.org", "username": "…", "credential": "…"}]`. The property takes a list. Whoever opens the page can read it: use credentials that expire. Absent: the service's. */
  iceServers?: RTCIceServer[] | string;
  /** The folder that holds `module-wasm_bg.wasm` (for the element `element-wasm_bg.wasm`) and `text-wasm_bg.wasm` (and `page/`, for `service="page"`), where your bundler leaves it behind. Absent: beside the scripts. */
  assetsUrl?: string;
  /** Answers a visitor's text in the place of a language model, with any service. The text that it gives, or the texts that it gives one by one, are said sentence by sentence as they come. */
  answer?: Answer;
  /** The element to play in; one is made where absent. */
  video?: HTMLVideoElement;
  // /options:options
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

/** Connection statistics of the last second. */
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
  /** Until its idle timeout; null while something is said, or where it has none. */
  idle: number | null;
  /** Until the service's session limit; null where it has none. */
  cap: number | null;
}

/** Something went wrong. */
export interface AvatarProblem {
  /** For programs, such as `unauthorized`; the reference lists them. */
  code: string;
  /** The problem, in a sentence. */
  message: string;
  /** The advice, in a sentence. */
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
  /** The part of the text that was heard: all of it, its beginning, or nothing. Of a text that `answer` answered: the part of the answer that was heard. */
  heard: string;
  /** The part of the text that was not said, because the voice cannot say it or failed; else null. */
  unsaid: string | null;
  /** The reply of the option `answer`, as far as it was sent; null where it was not asked. */
  answer: string | null;
}

/** The state of the visitor's microphone. */
export type MicrophoneState =
  | 'unavailable'
  | 'off'
  | 'asking'
  | 'listening'
  | 'hearing'
  | 'muted'
  | 'denied'
  | 'no-device'
  | 'lost';

/** A microphone of the visitor's device. */
export interface MicrophoneDevice {
  /** The browser's id of it, for this site only. */
  deviceId: string;
  /** Its name for people. */
  label: string;
}

/** A message of the conversation. */
export interface AvatarMessage {
  /** The same for all that is told of one message. */
  id: number;
  role: 'user' | 'avatar';
  /** The words so far. */
  text: string;
  /** Whether that is all. */
  final: boolean;
  /** Whether there would have been more. */
  interrupted: boolean;
}

/** How a voice chat begins. */
export interface VoiceChatOptions {
  /** Whether the microphone is muted at first. */
  isInputAudioMuted?: boolean;
}

/** The events, each a `CustomEvent` with this `detail`. */
export interface AvatarEvents {
  // options:events (written by `cargo xtask options`)
  /** The session came to another state: `idle`, `creating`, `negotiating`, `connecting`, `live`, `recovering`, `stopping`, `ended`. `reason` is that of the end, or, of `recovering`, the code of the error that led to it; else `null`. */
  statechange: { state: State; previous: State; reason: string | null };
  /** A stage of the start was reached; in ms since the start. */
  milestones: Milestones;
  /** With `service="page"`: so many bytes of the avatar's files have come; `total` is null where it is not known. */
  progress: LoadingProgress;
  /** The avatar is there. */
  ready: { sessionId: string | null };
  /** The avatar begins to say a text. */
  speakstart: { taskId: string | null; text: string };
  /** A text ended: `spoken`, `interrupted` or `failed`. Each ends once. `problem` says why it failed, else it is null; `heard` is what of the text was heard, `unsaid` what the voice could not say of it, else null. `answer` is what the property of that name gave to say, else null. */
  speakend: SpeechEnd;
  /** The visitor's microphone came to another state. */
  microphonechange: { state: MicrophoneState };
  /** How loud the microphone is, from 0 to 1: some fifteen times a second while somebody listens, and once 0 after that. Does not bubble. */
  microphonelevel: { level: number };
  /** The visitor begins to speak. */
  userspeakstart: Record<string, never>;
  /** They have ended. */
  userspeakend: Record<string, never>;
  /** A message of the conversation, whole or as far as it has come: of the visitor (`user`) or the `avatar`. `final` says that no more comes, `interrupted` that there would have been more. */
  message: AvatarMessage;
  /** A line of the captions is due. Times are seconds since the text began. */
  caption: Caption;
  /** The idle timeout (`idle`) or the service's session limit (`cap`) is near: 60, 30 and 10 s before. */
  limit: { kind: 'idle' | 'cap'; secondsLeft: number };
  /** Connection statistics, once a second. */
  stats: Statistics;
  /** The browser plays no sound before the visitor touches the page (true), or does now. */
  soundblocked: { blocked: boolean };
  /** A lost connection is tried again after so many seconds. */
  retry: { attempt: number; after: number };
  /** It is louder or quieter now, or muted or not. */
  volumechange: { volume: number; muted: boolean };
  /** Something went wrong; `action` says what to do. */
  error: AvatarProblem;
  /** The session is over: `stopped`, `page-left`, `hidden`, `idle`, `cap` or `failed`. */
  ended: { reason: EndReason };
  // /options:events
}

/** The error that a promise of this package rejects with, as far as the reason is known. */
export declare class AvatarError extends Error implements AvatarProblem {
  constructor(code: string, message: string, action?: string, detail?: string);
  /** For programs, such as `unauthorized`; the reference lists them. */
  code: string;
  /** The advice, in a sentence; empty where there is nothing to do. */
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

/** The result of the connection test. */
export interface ConnectionCheck {
  /** Whether the connection works; null where only a session would tell. */
  ok: boolean | null;
  /** The same in a sentence. */
  summary: string;
  /** The steps that were tried, in order. */
  findings: ConnectionFinding[];
  /** To be asked of the network administrator, such as `UDP to turn.example.org, port 3478`. */
  ask: string[];
}

/** One thing that was tried. */
export interface ConnectionFinding {
  what: 'browser' | 'service' | 'udp' | 'turn' | 'session' | 'media';
  /** Whether it works; null where that could not be told. */
  ok: boolean | null;
  /** For programs, such as `turn-refused`. */
  code: string;
  /** The finding, in a sentence. */
  message: string;
  /** The advice, in a sentence; empty where there is nothing to do. */
  action: string;
  /** The host and port that was tried. */
  server?: string;
  /** How the TURN server was reached, or how media came. */
  over?: 'UDP' | 'TCP' | 'TLS';
  /** How long it took. */
  millis?: number;
  /** Words of the browser, the service or the server that the sentences cite. */
  detail?: string;
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

/** A session as module, element and frame offer it alike. `Said` is what `speak` gives. */
export interface AvatarSession<Said extends Promise<Outcome> = Speech> {
  // options:common (written by `cargo xtask options`)
  /** The state of the session. */
  readonly state: State;
  /** Whether the avatar speaks just now. */
  readonly speaking: boolean;
  /** The session's id, while there is one. */
  readonly sessionId: string | null;
  /** The state of the visitor's microphone: `unavailable`, `off`, `asking`, `listening`, `hearing`, `muted`, `denied`, `no-device` or `lost`. */
  readonly microphone: MicrophoneState;
  /** The words of both sides: the last 200 messages. */
  readonly messages: AvatarMessage[];
  /** The last problem since the last start; null where there was none. */
  readonly error: AvatarProblem | null;
  /** Fetches player and wasm ahead of the first start, and with `service="page"` the avatar and its voice. No session is opened. */
  preload(options?: StartOptions): Promise<void>;
  /** Opens a session. Resolves when the avatar is there; rejects with an `AvatarError` that has `code` and `action`. A signal that is aborted before ends the start. */
  start(options?: StartOptions): Promise<void>;
  /** Ends the session, or its start, at any moment. */
  stop(): Promise<EndReason | void>;
  /** Lets the avatar say a text (`repeat`), or a language model's answer to it (`talk`). A promise that resolves with `spoken`, `interrupted` or `failed`; its property `problem` then says why. Long texts are sent in pieces. A signal that is aborted interrupts this text alone. */
  speak(text: string, options?: SpeakOptions): Said;
  /** Silences the avatar. The texts that wait are dropped too, unless `clear` is false. */
  interrupt(options?: { clear?: boolean }): Promise<void>;
  /** Lets the visitor be heard. The browser asks for the microphone, so call it from within their click. Resolves when the service listens; rejects with an `AvatarError`. */
  startVoiceChat(options?: VoiceChatOptions): Promise<void>;
  /** Closes the microphone. */
  closeVoiceChat(): Promise<void>;
  /** The microphones to choose from, for `microphoneId`. The browser names them once the visitor has allowed one; call it again when `navigator.mediaDevices` tells `devicechange`. */
  microphones(): Promise<MicrophoneDevice[]>;
  /** Mutes the microphone. */
  muteInputAudio(): Promise<void>;
  /** Lets it be heard again. */
  unmuteInputAudio(): Promise<void>;
  /** With `voice-chat="push-to-talk"`: the visitor is heard from now on. */
  pushToTalkStart(): Promise<void>;
  /** Their turn ends. */
  pushToTalkStop(): Promise<void>;
  /** Resets the idle timeout. */
  keepAlive(): Promise<void>;
  /** Asks for a fresh session without a gap in the picture. */
  renew(): Promise<void>;
  /** Plays with sound where the browser withheld it. Call it from within a click. */
  unblockSound(): Promise<void>;
  /** Seconds until the session ends by itself: `{idle, cap}`, each null where there is no such end just now. */
  timeLeft(): Promise<TimeLeft>;
  /** Tests the connection to the service, and says in words which part of it fails and what to ask the network administrator for. Opens no session unless `session` is true. */
  checkConnection(options?: ConnectionCheckOptions): Promise<ConnectionCheck>;
  /** Connection statistics of the last second. */
  stats(): Promise<Statistics | null>;
  /** One picture of what is shown, on its background where that is a plain colour. */
  snapshot(options?: SnapshotOptions): Promise<Blob>;
  /** Records what is shown and heard. */
  startRecording(options?: RecordingOptions): Promise<void>;
  /** Ends the recording. */
  stopRecording(): Promise<Blob | null>;
  // /options:common
}

declare const Target: new () => AvatarEventTarget & AvatarSession;

/** A streaming avatar without an interface. */
export declare class StreamingAvatar extends Target {
  constructor(options?: AvatarOptions);

  /** How loud it is, 0 to 1. */
  volume: number;
  muted: boolean;
  /** Other choices: `keepAlive`, `renew`, `background`, `muted` and `volume` at once, the others from the next start on. Those left out stay as they are. */
  configure(options: AvatarOptions): void;
  // options:members (written by `cargo xtask options`)
  /** The element that plays; on the element it is null before the player was needed. */
  readonly video: HTMLVideoElement;
  /** A window of its own for the picture. */
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
  // /options:members
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
