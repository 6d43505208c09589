// The page's own service, as the session's wasm uses it (src/client/http/page_service.rs): calls are answered in the page, and what stands in the
// place of a peer connection carries the page's own stream. Loaded only where the option `service` is `page`.

/** For so long, in ms, sound that was just allowed may take to begin. */
const SOUND_WITHIN = 500;

const happening = (type, more) => Object.assign(new Event(type), more);

/** A data channel, as far as the wasm uses one. */
class Channel extends EventTarget {
  readyState = 'open';
  close() {}
}

/** A peer connection, as far as the wasm uses one. The offer of the page's own service is the session's id. */
class Connection extends EventTarget {
  connectionState = 'new';
  #avatar;
  #id;
  #opened;
  #channel;
  /** What was said before there was a channel. */
  #early = [];
  #listen;
  #over = new AbortController();

  /** `listen` looks after the sound until a signal aborts. */
  constructor(avatar, listen) {
    super();
    this.#avatar = avatar;
    this.#listen = listen;
  }

  setConfiguration() {}
  getReceivers() {
    return [];
  }
  async setRemoteDescription({ sdp }) {
    this.#id = sdp;
  }
  async createAnswer() {
    return { type: 'answer', sdp: this.#id };
  }

  async setLocalDescription() {
    const avatar = await this.#avatar;
    // Closed meanwhile.
    if (this.connectionState === 'closed') return;
    const opened = (this.#opened = avatar.open(this.#id));
    this.#listen(opened.sound ?? avatar.sound, this.#over.signal);
    opened.onstate = (state) => this.#enter(state);
    opened.onmessage = (data) => (this.#channel ? this.#say(data) : this.#early.push(data));
    for (const track of opened.stream.getTracks()) this.dispatchEvent(happening('track', { track, receiver: {} }));
  }

  #enter(state) {
    if (this.connectionState === 'closed' || this.connectionState === state) return;
    this.connectionState = state;
    this.dispatchEvent(happening('connectionstatechange'));
    if (state !== 'connected' || this.#channel) return;
    this.dispatchEvent(happening('datachannel', { channel: (this.#channel = new Channel()) }));
    for (const data of this.#early.splice(0)) this.#say(data);
  }

  #say(data) {
    this.#channel.dispatchEvent(new MessageEvent('message', { data }));
  }

  /** What is counted, under the names that browsers have for it. Sound that is played stands for packets that come. */
  async getStats() {
    const { samples = 0, totalAudioEnergy, totalSamplesDuration, ...video } = this.#opened?.statistics() ?? {};
    const entry = (kind, more) => [kind, { type: 'inbound-rtp', kind, ...more }];
    return new Map([entry('video', video), entry('audio', { totalAudioEnergy, totalSamplesDuration, packetsReceived: samples })]);
  }

  close() {
    if (this.connectionState === 'closed') return;
    this.connectionState = 'closed';
    this.#over.abort();
    this.#channel = undefined;
    this.#opened?.close();
    this.#opened = undefined;
  }
}

/** What stands in the way of a call, in the API's own envelope: a fault of the page's own files, or of the browser (`api::ErrorKind`). */
function refusal(error) {
  const { code, message = String(error), detail } = error ?? {};
  const said = { code: code === 'page-unsupported' ? 400801 : 400802, message: [message, detail].filter(Boolean).join(' ') };
  return Response.json(said, { status: 400 });
}

/** The avatar of this page, once it was asked for: one for all sessions. What did not come is asked for again. */
let coming;
/** Who is told of what is being loaded, and how much of each file has come. */
const listeners = new Set();
const files = new Map();

function tell({ file, loaded, total }) {
  files.set(file, { loaded, total });
  const known = [...files.values()];
  const sum = (name) => known.reduce((all, one) => all + one[name], 0);
  const whole = known.every((one) => one.total) ? sum('total') : null;
  for (const listener of listeners) listener({ loaded: sum('loaded'), total: whole });
}

const avatar = (assetsUrl) =>
  (coming ??= import('../page/avatar.js').then(
    ({ pageService }) => pageService({ assetsUrl, onprogress: tell }),
    (error) => {
      coming = undefined;
      throw Object.assign(new Error('The avatar of the page did not come.'), { code: 'not-loaded', detail: `page/avatar.js: ${error?.message ?? error}` });
    },
  ));

class PageService {
  /** How much of what a start waits for has come, in per cent; undefined where nothing is being loaded. */
  percent;
  #avatar;
  #listener;

  constructor({ assetsUrl, onprogress }) {
    this.#listener = ({ loaded, total }) => {
      this.percent = total && loaded < total ? Math.floor((100 * loaded) / total) : undefined;
      onprogress?.({ loaded, total });
    };
    this.#avatar = avatar(assetsUrl);
    this.#avatar.catch(() => {});
  }

  /** What comes of a call that may load files, whose progress is told meanwhile. */
  async #loading(call) {
    if (!listeners.size) files.clear();
    listeners.add(this.#listener);
    try {
      return await call(await this.#avatar);
    } finally {
      listeners.delete(this.#listener);
      this.percent = undefined;
    }
  }

  /** Fetches what a session with this body will need. What fails is told by the call that needs it. */
  async prepare(body) {
    await this.#loading((avatar) => avatar.prepare(body));
  }

  /** Answers a call as a server does. */
  async fetch(request) {
    try {
      const body = request.method === 'POST' ? await request.json() : null;
      const { status, body: text } = await this.#loading((avatar) => avatar.call(new URL(request.url).pathname, body));
      return new Response(text, { status });
    } catch (error) {
      return refusal(error);
    }
  }

  connection() {
    return new Connection(this.#avatar, (sound, signal) => this.#listen(sound, signal));
  }

  /** Whether the browser withholds the sound; not while it was just asked to let it be heard. */
  get withholds() {
    return !!this.#sound?.blocked && !this.#asked;
  }

  /** Until the sound may be heard, each touch of the page asks for it: it is the gesture that browsers wait for. */
  #listen(sound, signal) {
    this.#sound = sound;
    const touched = () => {
      if (!sound.blocked) return;
      this.#asked = true;
      const asked = Promise.race([sound.unblock(), new Promise((late) => setTimeout(late, SOUND_WITHIN))]);
      asked.catch(() => {}).then(() => (this.#asked = false));
    };
    for (const touch of ['pointerup', 'keydown', 'click']) addEventListener(touch, touched, { capture: true, signal });
  }
  #sound;
  #asked = false;
}

/** The page's own service. `onprogress` is told of what is being loaded, `{loaded, total}` in bytes, `total` null where it is not known. */
export const pageService = (how) => new PageService(how);
