import type { AvatarEvents, AvatarMessage, AvatarOptions, AvatarSession } from './module.js';

/** The events of the element: those of the module. They bubble, and cross shadow roots, but `error` and `stats`, which are told to the element alone. */
export type StreamingAvatarEvents = AvatarEvents;

/** The options of an element: its attributes, under the names of its properties. */
export interface StreamingAvatarOptions extends Omit<AvatarOptions, 'video' | 'answer'> {
  // options:options (written by `cargo xtask options`)
  /** The use of a text in the box: the avatar says it, or the answer to it. Absent: `talk` where the service, `answer` or `answer-url` answers, else `repeat`. */
  taskType?: 'repeat' | 'talk';
  /** The label that says that an artificial intelligence speaks, which is there while the avatar answers. Laws may ask for it: where it is off, say it yourself. Absent: `on`. */
  aiNotice?: 'on' | 'off';
  /** A picture that is shown before there is a stream. */
  poster?: string;
  /** The avatar's name: the poster's description and the panel's title. */
  name?: string;
  /** The label of the launcher's button. Absent: "Talk to me". */
  label?: string;
  /** When a session is opened; looked at when the element comes into the page. Sessions cost money: `click` unless you are sure. Never before the visitor agreed, where `consent` asks. Absent: `click`. */
  start?: 'click' | 'visible' | 'load';
  /** In the text, or as a button in a corner that opens a panel. Choose before a session is open. Absent: `inline`. */
  mode?: 'inline' | 'launcher';
  /** The launcher's corner. Absent: `bottom-right`. */
  placement?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  /** Whether the picture fills the element or is whole. Absent: `cover`. */
  fit?: 'cover' | 'contain';
  /** Captions in time with the speech. The visitor can switch them. Absent: off. */
  captions?: boolean;
  /** The transcript is open. The visitor can switch it. Absent: off. */
  transcript?: boolean;
  /** Connection statistics, laid over the picture. Absent: off. */
  statistics?: boolean;
  /** The controls that the visitor has: all, the buttons without the text box, or none. Absent: `all`. */
  controls?: 'all' | 'buttons' | 'none';
  /** Text that the visitor must agree to before anything is sent or fetched from the service. */
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
  /** The avatar. */
  avatarId: string | null;
  /** The voice. */
  voiceId: string | null;
  /** The speaking rate. */
  voiceRate: number | null;
  /** The mood of the voice. */
  voiceEmotion: 'excited' | 'serious' | 'friendly' | 'soothing' | 'broadcaster' | (string & {}) | null;
  /** An endpoint of yours that answers visitors' texts as `POST …/chat/completions` of OpenAI's API does, streamed, with any service. It is asked from the page, without a key: put one in on your server. */
  answerUrl: string | null;
  /** The model that it is asked for. */
  answerModel: string | null;
  /** 360, 480 or 720 lines. */
  quality: 'low' | 'medium' | 'high' | (string & {}) | null;
  /** The codec of the picture. */
  encoding: 'VP8' | 'H264' | (string & {}) | null;
  /** The prompt of the language model behind `talk`, or of the endpoint of `answer-url`. */
  knowledgeBase: string | null;
  /** How the visitor is heard: always while the microphone is on, or while they hold its button (or the space bar); `off`: there is no button. Named, a service that does not say so is taken to hear, too. Nobody is asked for a microphone before they press the button. */
  voiceChat: 'conversational' | 'push-to-talk' | 'off' | (string & {}) | null;
  /** The microphone, as `microphones()` names it. Changed in a voice chat it counts at once; where it is not connected, another one hears, and `other-microphone` is told. */
  microphoneId: string | null;
  /** The use of a text in the box: the avatar says it, or the answer to it. */
  taskType: 'repeat' | 'talk' | (string & {}) | null;
  /** The label that says that an artificial intelligence speaks, which is there while the avatar answers. Laws may ask for it: where it is off, say it yourself. */
  aiNotice: 'on' | 'off' | (string & {}) | null;
  /** Said as soon as the avatar is there. */
  greeting: string | null;
  /** A picture that is shown before there is a stream. */
  poster: string | null;
  /** The avatar's name: the poster's description and the panel's title. */
  name: string | null;
  /** The label of the launcher's button. */
  label: string | null;
  /** In the text, or as a button in a corner that opens a panel. Choose before a session is open. */
  mode: 'inline' | 'launcher' | (string & {}) | null;
  /** The launcher's corner. */
  placement: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left' | (string & {}) | null;
  /** Whether the picture fills the element or is whole. */
  fit: 'cover' | 'contain' | (string & {}) | null;
  /** The background. `auto` shows the studio of our server's avatars; of a service that sends a green or blue screen it takes that out, and shows `--streaming-avatar-background`. `keep` shows the picture as it comes, `transparent` the page, and anything else itself: for these, our server is asked for a plain green background, which is taken out on the GPU. The module asks alike, and leaves it to the page to take the green out (`Background`). With `service="page"` the picture is transparent as it comes, and nothing is taken out. */
  background: string | null;
  /** Captions in time with the speech. The visitor can switch them. */
  captions: boolean;
  /** The transcript is open. The visitor can switch it. */
  transcript: boolean;
  /** Connection statistics, laid over the picture. */
  statistics: boolean;
  /** The controls that the visitor has: all, the buttons without the text box, or none. */
  controls: 'all' | 'buttons' | 'none' | (string & {}) | null;
  /** Starts muted. */
  muted: boolean;
  /** The language of buttons and messages and, where no voice is named, of the voice. */
  language: string | null;
  /** Text that the visitor must agree to before anything is sent or fetched from the service. */
  consent: string | null;
  /** Without a text for that long, the service ends the session. In seconds. */
  idleTimeout: number | null;
  /** A page that is hidden for that long ends its session. In seconds. */
  hiddenTimeout: number | null;
  /** Stays ready for days: only the visitor or `stop()` ends it. A refusal, a night offline or the session limit leads to `recovering` and further tries, seconds and then minutes apart, at once when the network is back or the page is seen. Implies `keep-alive` and `renew`; `hidden-timeout` is 60 unless set, and a hidden page goes on when it is seen again. */
  kiosk: boolean;
  /** How often in a row a lost connection is tried again; `0`: never, the session ends. */
  recoveries: number | null;
  /** Long texts are sent sentence by sentence, so that the first sound comes early. */
  splitSentences: boolean;
  /** `relay`: media go through a TURN server only. */
  iceTransportPolicy: 'all' | 'relay' | (string & {}) | null;
  /** STUN and TURN servers in place of those that the service names, such as `[{"urls": "turn:turn.example.org", "username": "…", "credential": "…"}]`. The property takes a list. Whoever opens the page can read it: use credentials that expire. */
  iceServers: RTCIceServer[] | string | null;
  /** The folder that holds `module-wasm_bg.wasm` (for the element `element-wasm_bg.wasm`) and `text-wasm_bg.wasm` (and `page/`, for `service="page"`), where your bundler leaves it behind. */
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
  /** The element that plays; on the element it is null before the player was needed. */
  readonly video: HTMLVideoElement | null;
  /** A window of its own for the picture. */
  requestPictureInPicture(): Promise<PictureInPictureWindow>;
  /** Opens the launcher's panel. Elsewhere it does nothing. */
  open(): Promise<void>;
  /** Closes it, and ends the session. */
  close(): Promise<void>;
  // /options:members
}

export interface StreamingAvatarElement extends StreamingAvatarProperties, AvatarSession {}

declare global {
  interface HTMLElementTagNameMap {
    'streaming-avatar': StreamingAvatarElement;
  }
}
