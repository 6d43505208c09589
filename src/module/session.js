// A session as JavaScript sees it: calls into the wasm on one side, promises and events on the other. The module and the
// element are made of it.
import { early } from './early.js';
import { settings } from './options.js';

export class Session extends EventTarget {
  #options;
  #hooks;
  #session;
  #state = 'Idle';
  #speaking = false;
  #sessionId = null;
  #problem = null;
  #statistics = null;
  #numbers;
  /** The element that plays. */
  video;
  /** The texts that have not ended, by the name the session gave them. */
  #texts = new Map();
  /** What was asked for while the wasm was loading. */
  #waiting = null;
  /** `streaming.new`, sent before the wasm was there, and how long before it took over, in ms. */
  #early;
  #lead = 0;
  #leave = () => this.#abandon('page-left');
  #ready;
  #over;
  #captions;
  #recording;

  /**
   * `load` brings the wasm's glue; `open(glue, settings, listener)` gives the wasm's session for one start; `tell`, where given,
   * takes the events in place of this object.
   */
  constructor(options, hooks) {
    super();
    this.#options = { ...options };
    this.#hooks = hooks;
  }

  get state() {
    return this.#state;
  }

  get speaking() {
    return this.#speaking;
  }

  get sessionId() {
    return this.#sessionId;
  }

  /** Other choices, from the next start on. */
  configure(options) {
    Object.assign(this.#options, options);
  }

  /** Fetches the wasm ahead of the first start; no session is opened. */
  preload() {
    return this.#hooks.load().then(() => {});
  }

  start() {
    if (this.#over?.done === false) return this.#ready.promise;
    this.#begin();
    let chosen;
    try {
      chosen = settings(this.#options);
    } catch ({ code, message, action, detail }) {
      this.#fail(code, message, action, detail);
      this.#end('failed');
      return this.#ready.promise;
    }
    const waiting = (this.#waiting = []);
    const asked = performance.now();
    this.#early = early(chosen);
    addEventListener('pagehide', this.#leave);
    this.#hooks.load().then(
      (glue) => {
        // Stopped meanwhile, or even started again.
        if (this.#waiting !== waiting) return;
        this.#waiting = null;
        removeEventListener('pagehide', this.#leave);
        this.#session = this.#hooks.open(glue, chosen, this.#listener);
        this.#lead = Math.round(performance.now() - asked);
        this.#session.start(this.#early?.told);
        for (const text of waiting) this.#say(text);
      },
      (error) => {
        if (this.#waiting !== waiting) return;
        this.#fail(...unloaded(error));
        this.#abandon('failed');
      },
    );
    return this.#ready.promise;
  }

  stop() {
    if (this.#waiting) this.#abandon('stopped');
    else this.#session?.stop();
    return this.#over?.promise ?? Promise.resolve();
  }

  speak(text, { type = 'repeat' } = {}) {
    const said = { text: String(text), talk: type !== 'repeat', taskId: null, ...deferred() };
    if (this.#waiting) this.#waiting.push(said);
    else if (this.#session) this.#say(said);
    else {
      this.#fail('not-started', 'No session is open.', 'Call start() first.');
      said.resolve('failed');
    }
    return said.promise;
  }

  interrupt({ clear = true } = {}) {
    if (clear) for (const said of this.#waiting?.splice(0) ?? []) said.resolve('interrupted');
    this.#session?.interrupt(clear);
  }

  keepAlive() {
    this.#session?.keepAlive();
  }

  renew() {
    this.#session?.renew();
  }

  /** Stops, and tells the outcome at once: nothing more is heard of the wasm's session, which is about to be freed. */
  dispose() {
    if (this.#over?.done !== false) return;
    if (this.#waiting) return this.#abandon('stopped');
    this.#session?.stop();
    for (const said of this.#texts.values()) said.resolve?.('interrupted');
    this.#texts.clear();
    if (!this.#over.done) this.#end('stopped');
  }

  /** To be called from within a gesture of the visitor, where the browser withholds the sound. */
  unblockSound() {
    this.#session?.unblockSound();
  }

  stats() {
    return this.#statistics;
  }

  /** What of the way to the service works, in words. Opens no session unless `session` allows one. */
  async checkConnection(how) {
    const { check } = await import('./extra/connectivity.js');
    return check(this.#options, how);
  }

  /** Of `picture`, a canvas, where it shows something else than the video. */
  async snapshot(options, picture = this.video) {
    const { snapshot } = await import('./extra/snapshot.js');
    return snapshot(picture, options);
  }

  async startRecording(options, picture) {
    const { Recording } = await import('./extra/recording.js');
    this.#recording ??= Recording.of(this.video, { ...options, picture });
    await this.#recording.catch((error) => {
      this.#recording = undefined;
      throw error;
    });
  }

  async stopRecording() {
    const recording = await this.#recording;
    this.#recording = undefined;
    return (await recording?.stop()) ?? null;
  }

  requestPictureInPicture() {
    return this.video.requestPictureInPicture();
  }

  #begin() {
    this.#ready = deferred();
    this.#over = { ...deferred(), done: false };
    this.#problem = this.#statistics = null;
    this.#texts.clear();
  }

  #say(said) {
    const { text, talk } = said;
    // The session tells of the text from within this call, so its name is asked for first.
    this.#texts.set(this.#session.nextText(), said);
    this.#session.speak(text, talk);
  }

  #tell(type, detail) {
    if (this.#hooks.tell) this.#hooks.tell(type, detail);
    else this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #fail(code, message, action, detail = '') {
    this.#problem = { code, message, action, detail };
    this.#tell('error', this.#problem);
  }

  #enter(state, reason = null) {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#tell('statechange', { state, previous, reason });
    if (state === 'Live') {
      this.#ready.resolve();
      if (!this.#ready.told) this.#tell('ready', { sessionId: this.#sessionId });
      this.#ready.told = true;
    }
  }

  /** Gives up a start whose wasm has not come yet. */
  #abandon(reason) {
    for (const said of this.#waiting) said.resolve(reason === 'failed' ? 'failed' : 'interrupted');
    this.#waiting = null;
    removeEventListener('pagehide', this.#leave);
    this.#early?.giveUp();
    this.#end(reason);
  }

  #end(reason) {
    this.#sessionId = null;
    if (this.#over.done) return;
    this.#over.done = true;
    const { code = reason, message = 'The start was cancelled.', action = '' } = this.#problem ?? {};
    this.#ready.reject(Object.assign(new Error(`${message} ${action}`.trim()), { name: 'AvatarError', code, action }));
    this.#enter('Ended', reason);
    this.#tell('ended', { reason });
    this.#over.resolve(reason);
  }

  #text(id) {
    // The greeting was never given to `speak`.
    return this.#texts.get(id) ?? { text: this.#options.greeting ?? '', taskId: null };
  }

  #listener = {
    state: (state) => {
      // Begun by the visitor, on the player's own button.
      if (state === 'Creating' && this.#over?.done !== false) this.#begin();
      // The end is told with its reason, which comes next.
      if (state !== 'Ended') this.#enter(state, state === 'Recovering' ? (this.#problem?.code ?? null) : null);
    },
    session: (id) => (this.#sessionId = id),
    milestones: (...stages) => {
      const [created, answered, started, connected, firstFrame, firstSound] = stages.map((at) => (at === undefined ? at : at + this.#lead));
      this.#tell('milestones', { created, answered, started, connected, firstFrame, firstSound });
    },
    accepted: (id, taskId, millis) => {
      const said = this.#text(id);
      said.taskId = taskId;
      said.millis = millis;
      this.#texts.set(id, said);
    },
    began: (id) => {
      const said = this.#text(id);
      this.#texts.set(id, said);
      this.#tell('speakstart', { taskId: said.taskId, text: said.text });
      if (!said.talk) this.#caption(said);
    },
    finished: (id, outcome) => {
      const said = this.#text(id);
      this.#texts.delete(id);
      said.over = true;
      said.captions?.();
      said.resolve?.(outcome);
      this.#tell('speakend', { taskId: said.taskId, text: said.text, outcome });
    },
    speaking: (speaking) => (this.#speaking = speaking),
    limit: (kind, secondsLeft) => this.#tell('limit', { kind, secondsLeft }),
    soundBlocked: (blocked) => this.#tell('soundblocked', { blocked }),
    problem: (...words) => this.#fail(...words),
    retry: (attempt, millis) => this.#tell('retry', { attempt, after: millis / 1000 }),
    ended: (reason) => this.#end(reason),
    numbers: (numbers) => (this.#numbers = numbers),
    statistics: (videoCodec, audioCodec, localCandidate, remoteCandidate, protocol) => {
      const [roundTrip, jitter, lost, framesPerSecond, framesDecoded, freezes, videoKilobits, audioKilobits, width, height] =
        this.#numbers;
      this.#statistics = {
        roundTrip: roundTrip === 0xffffffff ? null : roundTrip,
        jitter,
        lostPerThousand: lost,
        framesPerSecond,
        framesDecoded,
        freezes,
        videoKilobits,
        audioKilobits,
        width,
        height,
        videoCodec,
        audioCodec,
        localCandidate,
        remoteCandidate,
        protocol,
      };
      this.#tell('stats', this.#statistics);
    },
  };

  async #caption(said) {
    this.#captions ??= import('./extra/captions.js');
    const began = performance.now();
    const { caption } = await this.#captions;
    if (!said.over) said.captions = caption(said.text, said.millis, began, (line) => this.#tell('caption', line));
  }
}

function deferred() {
  let resolve;
  let reject;
  const promise = new Promise((yes, no) => ((resolve = yes), (reject = no)));
  // Failures are told as events, too: a page need not listen to the promise.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** Why the wasm did not come: where the page's policy forbids it, the browser throws a `CompileError`. */
function unloaded(error) {
  return error instanceof WebAssembly.CompileError
    ? ['wasm-blocked', 'This page does not allow WebAssembly.', "Add 'wasm-unsafe-eval' to script-src in its policy.", error.message]
    : ['not-loaded', 'The player could not be loaded.', 'Check the connection and start again.', String(error)];
}
