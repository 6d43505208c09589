// A session as JavaScript sees it: calls into the wasm on one side, promises and events on the other. The module and the
// element are made of it.
import { body, early } from './early.js';
import { settings } from './options.js';
import { part } from './parts.js';
// These are theirs. Named here, too, they are fetched beside them, not after them.
import './address.js';
import './ice-servers.js';
import './register.js';
import './service.js';
import './tokens.js';
import './wasm.js';

/** How long the wasm may take, in ms. A start that comes later waits for the same. */
const LONGEST_LOAD = 60_000;

export class Session extends EventTarget {
  #options;
  #hooks;
  #state = 'Idle';
  #speaking = false;
  #sessionId = null;
  #statistics = null;
  #numbers;
  /** The element that plays. */
  video;
  /** From a start to its end: the present one, or the last. */
  #life;
  #leave = () => this.#abandon(this.#life, 'page-left');
  #captions;
  #recording;
  /** Whether it was ended for good. */
  #disposed = false;

  /**
   * `load` brings the wasm's glue; `open(glue, settings, listener)` gives the wasm's session for one start; `tell`, where given,
   * takes the events in place of this object, and for what is said a thing to know the text by.
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

  /** Other choices: from the next start on, but for what makes a session last, which counts at once. */
  configure(options) {
    this.#alive();
    Object.assign(this.#options, options);
    this.#choose();
  }
  #choose() {
    this.#life?.session?.choose(!!this.#options.keepAlive, !!this.#options.renew);
  }

  /** Fetches what draws and voices the avatar in the page, beside the wasm that runs the session. */
  async #inPage(life, chosen) {
    const { pageService } = await import('../extra/page.js');
    const onprogress = (progress) => life === this.#life && !life.done && this.#tell('progress', progress);
    chosen.page = pageService({ assetsUrl: this.#options.assetsUrl, onprogress });
    // The first call of the wasm waits for the same, and says what is wrong with it.
    chosen.page.prepare(body(chosen)).catch(() => {});
  }

  /** Fetches the wasm ahead of the first start, and for the page's own service the avatar and its voice; no session is opened. */
  preload() {
    if (this.#disposed) return gone();
    const { service, assetsUrl } = this.#options;
    const page = service === 'page' && import('../extra/page.js').then(({ pageService }) => pageService({ assetsUrl }).prepare(body(settings(this.#options))));
    return Promise.all([this.#hooks.load(assetsUrl), page]).then(() => {});
  }

  start() {
    if (this.#disposed) return gone();
    const before = this.#life;
    if (before && !before.done && this.#state !== 'Stopping') return before.ready.promise;
    // One that is still being closed goes on closing by itself.
    if (before) this.#retire(before);
    // Started again by a listener, just now.
    if (this.#life !== before) return this.#life.ready.promise;
    const life = (this.#life = { ...begun(), texts: new Map(), waiting: [], lead: 0 });
    this.#statistics = null;
    let chosen;
    try {
      chosen = settings(this.#options);
    } catch ({ code, message, action, detail }) {
      this.#fail(life, code, message, action, detail);
      this.#end(life, 'failed');
      return life.ready.promise;
    }
    life.inPage = chosen.inPage;
    let asked;
    const load = () => {
      asked = performance.now();
      // Stopped before the page was seen.
      if (life.waiting && !chosen.inPage) life.early = early(chosen);
      const late = new Promise((_, fail) => (life.late = setTimeout(fail, LONGEST_LOAD, { message: 'The player took too long to load.', detail: '' })));
      const all = Promise.all([this.#hooks.load(this.#options.assetsUrl), chosen.inPage && this.#inPage(life, chosen)]);
      return Promise.race([all, late]).finally(() => clearTimeout(life.late));
    };
    addEventListener('pagehide', this.#leave);
    // A page that is made ahead of its visit may never be seen: nothing is opened for it.
    const seen = document.prerendering && new Promise((seen) => document.addEventListener('prerenderingchange', seen, { once: true }));
    (seen ? seen.then(load) : load()).then(
      ([glue]) => {
        // Stopped meanwhile, or even started again.
        if (!life.waiting) return;
        const { waiting } = life;
        life.waiting = null;
        removeEventListener('pagehide', this.#leave);
        life.session = this.#hooks.open(glue, chosen, this.#listener(life));
        life.lead = Math.round(performance.now() - asked);
        // It may have changed while the wasm was on its way.
        this.#choose();
        life.session.start(life.early?.told);
        for (const text of waiting) this.#say(life, text);
      },
      (error) => {
        if (!life.waiting) return;
        const { code = 'not-loaded', message = 'The player could not be loaded.', action = 'Check the connection and start again.', detail = String(error) } = error;
        this.#fail(life, code, message, action, detail);
        this.#abandon(life, 'failed');
      },
    );
    return life.ready.promise;
  }

  stop() {
    const life = this.#life;
    if (life?.waiting) this.#abandon(life, 'stopped');
    // Also after its end: a kiosk whose page was left would go on when the page comes back.
    else life?.session?.stop();
    return life?.over.promise ?? Promise.resolve();
  }

  speak(text, { type = 'repeat' } = {}) {
    if (this.#disposed) return gone();
    const said = { text: String(text), talk: type !== 'repeat', taskId: null, ...deferred() };
    const life = this.#life;
    const open = life?.waiting || (life?.session && !life.done);
    // Before the events that it brings about.
    if (open) this.#hooks.given?.(said);
    if (life?.waiting) life.waiting.push(said);
    else if (open) this.#say(life, said);
    else {
      settle(said, 'failed', this.#fail(life, 'not-started', 'No session is open.', 'Call start() first.'));
    }
    return said.promise;
  }

  interrupt({ clear = true } = {}) {
    this.#alive();
    const life = this.#life;
    if (clear) for (const said of [...(life?.waiting?.splice(0) ?? []), ...(life?.held?.splice(0) ?? [])]) settle(said, 'interrupted');
    life?.answering?.abort();
    life?.session?.interrupt(clear);
  }

  keepAlive() {
    this.#alive();
    this.#life?.session?.keepAlive();
  }

  renew() {
    this.#alive();
    this.#life?.session?.renew();
  }

  /**
   * Stops for good, and tells the outcome at once: nothing more is heard of the wasm's session, which says to the service by itself
   * what is left to say. No listener and no timer stays. Called again, it does nothing.
   */
  dispose() {
    // First, lest a listener that hears of the end starts anew.
    this.#disposed = true;
    if (this.#life) this.#retire(this.#life);
    this.stopRecording().catch(() => {});
  }

  /** For `await using`: after the service has been told. */
  async #disposeSoon() {
    await this.stop();
    this.dispose();
  }

  static {
    // Where the language knows `using`.
    if (Symbol.dispose) this.prototype[Symbol.dispose] = this.prototype.dispose;
    if (Symbol.asyncDispose)
      this.prototype[Symbol.asyncDispose] = function () {
        return this.#disposeSoon();
      };
  }

  /** Throws where it was ended for good. */
  #alive() {
    if (this.#disposed) throw disposed();
  }

  /** To be called from within a gesture of the visitor, where the browser withholds the sound. */
  unblockSound() {
    this.#alive();
    this.#life?.session?.unblockSound();
  }

  stats() {
    return this.#statistics;
  }

  timeLeft() {
    const left = (cap) => this.#life?.session?.secondsLeft(cap) ?? null;
    return { idle: left(false), cap: left(true) };
  }

  /** What of the way to the service works, in words. Opens no session unless `session` allows one. */
  async checkConnection(how) {
    this.#alive();
    const { check } = await import('../extra/connectivity.js');
    return check(this.#options, how);
  }

  /** Whether a film is being recorded. */
  get recording() {
    return !!this.#recording;
  }

  /** Of `picture`, a canvas, where it shows something else than the video. */
  async snapshot(options, picture = this.video) {
    this.#alive();
    const { snapshot } = await import('../extra/snapshot.js');
    return snapshot(picture, options);
  }

  async startRecording(options, picture) {
    this.#alive();
    const { Recording } = await import('../extra/recording.js');
    this.#recording ??= Recording.of(this.video, { ...options, picture });
    await this.#recording.catch((error) => {
      this.#recording = undefined;
      throw error;
    });
  }

  async stopRecording() {
    const recording = this.#recording;
    this.#recording = undefined;
    return (await (await recording)?.stop()) ?? null;
  }

  requestPictureInPicture() {
    return this.video.requestPictureInPicture();
  }

  /** Ends a life whose wasm is no longer listened to. The wasm's session says to the service what is left to say. */
  #retire(life) {
    if (life.waiting) this.#abandon(life, 'stopped');
    else this.#end(life, 'stopped');
    const { session } = life;
    life.session = null;
    // Not at once: this may be called from within one of its own events.
    if (session) queueMicrotask(() => session.free());
  }

  #say(life, said) {
    // What is said while the page's own function answers waits its turn.
    if (life.held) life.held.push(said);
    else if (said.talk && (this.#options.answer || life.inPage)) this.#answer(life, said);
    else this.#give(life, said);
  }

  /** Lets the page's own function answer a text, and says its answer piece by piece. */
  async #answer(life, said) {
    life.held = [];
    const { signal } = (life.answering = new AbortController());
    life.answered = said;
    const say = (text) => {
      if (!life.session) return undefined;
      const piece = { text, taskId: null, of: said, signal, ...deferred() };
      this.#give(life, piece);
      return piece.promise;
    };
    const code = await part('extra/answer.js', import('../extra/answer.js'), (problem) => this.#tell('error', problem));
    const problem = code ? await code.answer(this.#options.answer, said, say, signal) : { code: 'part-missing', message: 'A file of the package did not come: extra/answer.js.', action: 'Keep the files of the package together.', detail: '' };
    if (life.answered === said) this.#answered(life, problem);
  }

  /** The answer has been said, or was given up. Without a `problem` its pieces say how it ended. */
  #answered(life, problem) {
    const { answered: said, held } = life;
    life.answering.abort();
    life.answered = life.answering = life.held = undefined;
    if (problem) {
      const { code, message, action, detail } = problem;
      this.#finish(said, 'failed', this.#fail(life, code, message, action, detail));
    } else this.#finish(said, said.outcome ?? 'interrupted', said.problem);
    for (const next of held) life.done ? settle(next, 'interrupted') : this.#say(life, next);
  }

  #give(life, said) {
    const { text, talk } = said;
    // The session tells of the text from within this call, so its name is asked for first.
    life.texts.set(life.session.nextText(), said);
    life.session.speak(text, !!talk);
  }

  #tell(type, detail, said) {
    if (this.#hooks.tell) this.#hooks.tell(type, detail, said);
    else this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #fail(life, code, message, action, detail = '') {
    const problem = { code, message, action, detail };
    if (life) life.problem = problem;
    this.#tell('error', problem);
    return problem;
  }

  #enter(life, state, reason = null) {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#tell('statechange', { state, previous, reason });
    if (state !== 'Live' || life !== this.#life || life.told) return;
    life.told = true;
    life.ready.resolve();
    this.#tell('ready', { sessionId: this.#sessionId });
  }

  /** Gives up a start whose wasm has not come yet. */
  #abandon(life, reason) {
    clearTimeout(life.late);
    for (const said of life.waiting) reason === 'failed' ? settle(said, 'failed', life.problem) : settle(said, 'interrupted');
    life.waiting = null;
    removeEventListener('pagehide', this.#leave);
    life.early?.giveUp();
    this.#end(life, reason);
  }

  #end(life, reason) {
    if (life.done) return;
    life.done = true;
    this.#sessionId = null;
    this.#speaking = false;
    for (const said of life.texts.values()) this.#finish(said, 'interrupted');
    life.texts.clear();
    if (life.answered) this.#answered(life);
    const { code = reason, message = 'The start was cancelled.', action = '' } = life.problem ?? {};
    life.ready.reject(Object.assign(new Error(`${message} ${action}`.trim()), { name: 'AvatarError', code, action }));
    life.over.resolve(reason);
    this.#enter(life, 'Ended', reason);
    this.#tell('ended', { reason });
  }

  #finish(said, outcome, problem = null) {
    const { taskId, text, letters = 0, unsaid = null, of, answer = null } = said;
    const heard = said.heard ?? (said.talk ? (answer ?? '') : outcome === 'spoken' ? text : beginning(text, letters));
    said.over = true;
    said.captions?.(outcome === 'spoken');
    settle(said, outcome, problem);
    if (!of) return this.#tell('speakend', { taskId, text, outcome, problem, heard, unsaid, answer }, said);
    // A piece of an answer: told at the end of the whole, which went as its worst piece did.
    if (of.outcome !== 'failed' && outcome !== 'spoken' || !of.outcome) Object.assign(of, { outcome, problem });
    of.heard = `${of.heard ?? ''} ${heard}`.trim();
    of.answer = `${of.answer ?? ''} ${text}`.trim();
    of.unsaid ??= unsaid;
  }

  /** What the wasm's session of a life tells. Once the next has begun, nobody listens. */
  #listener(life) {
    const said = (id) => {
      // The greeting was never given to `speak`.
      if (!life.texts.has(id)) life.texts.set(id, { text: this.#options.greeting ?? '', taskId: null });
      return life.texts.get(id);
    };
    const heard = this.#heard(life, said);
    for (const [name, hear] of Object.entries(heard))
      heard[name] = (...told) => {
        if (life !== this.#life) return;
        // A kiosk whose page is come back to goes on by itself.
        if (life.done && told[0] === 'Creating') Object.assign(life, { ...begun(), lead: 0 });
        if (!life.done) hear(...told);
      };
    return heard;
  }

  #heard = (life, said) => ({
    state: (state) => {
      // What was being said is said again, or is over.
      if (state === 'Recovering') for (const each of life.texts.values()) each.captions?.();
      // The end is told with its reason, which comes next.
      if (state !== 'Ended') this.#enter(life, state, state === 'Recovering' ? (life.problem?.code ?? null) : null);
    },
    session: (id) => (this.#sessionId = id),
    milestones: (...stages) => {
      const [created, answered, started, connected, firstFrame, firstSound] = stages.map((at) => (at === undefined ? at : at + life.lead));
      this.#tell('milestones', { created, answered, started, connected, firstFrame, firstSound });
    },
    accepted: (id, taskId, millis) => {
      const text = Object.assign(said(id), { taskId, millis });
      // On its way before the text begins: a short text is over soon. Of an answer it is not known whether its words will be told.
      if (!text.talk) this.#captionsPart();
    },
    began: (id) => {
      const text = said(id);
      const whole = text.of ?? text;
      // An answer that was interrupted is not gone on with, although its next piece was under way.
      if (text.signal?.aborted) return queueMicrotask(() => life.session?.interrupt(false));
      if (!whole.began) this.#tell('speakstart', { taskId: (whole.taskId ??= text.taskId), text: whole.text }, whole);
      whole.began = !!text.of;
      if (text.talk) text.answer = undefined;
      else this.#caption(text);
    },
    // The service's own answer: its words are told when their sound begins, so that those before them are over.
    words: (id, words) => {
      const text = said(id);
      text.answer = `${text.answer ?? ''}${words}`;
      text.captions?.(true);
      text.captions = undefined;
      this.#caption(text, words);
    },
    // Told right before the end of a text that was cut off: how many of its characters, white space aside, were said.
    heard: (id, letters) => (said(id).letters = letters),
    unsaid: (id, text) => (said(id).unsaid = text),
    finished: (id, outcome) => {
      const text = said(id);
      life.texts.delete(id);
      // The problem of a text is told right before.
      this.#finish(text, outcome, outcome === 'failed' ? life.problem : null);
    },
    speaking: (speaking) => (this.#speaking = speaking),
    limit: (kind, secondsLeft) => this.#tell('limit', { kind, secondsLeft }),
    soundBlocked: (blocked) => this.#tell('soundblocked', { blocked }),
    problem: (...words) => this.#fail(life, ...words),
    retry: (attempt, millis) => this.#tell('retry', { attempt, after: millis / 1000 }),
    ended: (reason) => this.#end(life, reason),
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
  });

  #captionsPart() {
    return (this.#captions ??= part('captions.js', import('../extra/captions.js'), (problem) => this.#tell('error', problem)));
  }

  async #caption(said, words = said.text) {
    // Said again after a lost connection: the first run's lines are over.
    said.captions?.();
    const run = (said.run = (said.run ?? 0) + 1);
    const began = performance.now();
    const captions = await this.#captionsPart();
    if (!captions) return;
    const { caption } = captions;
    // Where texts are sent sentence by sentence, the service says how long the first one takes.
    const millis = this.#options.splitSentences ? undefined : said.millis;
    if (!said.over && run === said.run) said.captions = caption(this.#life?.session?.plain(words) ?? words, millis, began, (line) => this.#tell('caption', line));
  }
}

const disposed = () =>
  Object.assign(new Error('This avatar was disposed of. Make a new one.'), { name: 'AvatarError', code: 'disposed', action: 'Make a new one.' });

/** For what gives a promise: it may be ignored, as all of them. */
function gone() {
  const refused = Promise.reject(disposed());
  refused.catch(() => {});
  return refused;
}

/** Tells how a text ended, and why it failed. */
function settle({ promise, resolve }, outcome, problem = null) {
  if (promise) promise.problem = problem;
  resolve?.(outcome);
}

/** The beginning of a text with so many characters that are not white space, without a last word that was only begun. */
function beginning(text, letters) {
  const [said] = new RegExp(`^(\\s*\\S){0,${letters}}`, 'u').exec(text);
  if (!/^\S/.test(text.slice(said.length))) return said;
  // Chinese and Japanese have no words to tell apart.
  return said.replace(/[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]*$/u, '');
}

/** What a life begins with. */
const begun = () => ({ ready: deferred(), over: deferred(), done: false, told: false, problem: undefined });

function deferred() {
  let resolve;
  let reject;
  const promise = new Promise((yes, no) => ((resolve = yes), (reject = no)));
  // Failures are told as events, too: a page need not listen to the promise.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

