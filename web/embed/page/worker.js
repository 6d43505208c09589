// The avatar's own thread, and its sound on the audio thread: one file for both, because bundlers copy a script that is named by
// an address as it is, without what it imports. `cargo xtask` puts `glue` before it: what wasm-bindgen writes for the two wasms.
//
// `page.wasm` answers the calls and draws. `speech.wasm` synthesises; it is loaded beside the first pictures, and the orders to it wait.
//
// The count of samples that the audio thread has played is the one clock. It is told to this thread directly, so that neither a busy page
// nor a hidden one, whose timers are slowed down, holds up speech.

/* global glue, registerProcessor, AudioWorkletProcessor */

if (globalThis.registerProcessor) {
  /** Plays what it is sent, silence where there is nothing, and tells how much it has played. */
  registerProcessor(
    'streaming-avatar',
    class extends AudioWorkletProcessor {
      constructor() {
        super();
        /** @type {Int16Array[]} */
        this.queue = [];
        /** Samples of the first chunk that were played. */
        this.at = 0;
        this.played = 0;
        this.told = 0;
        this.energy = 0;
        this.over = false;
        this.port.onmessage = ({ data }) => {
          if (data.port) {
            this.worker = data.port;
            this.worker.onmessage = ({ data: sent }) => this.take(sent);
          }
          if (data.over) {
            this.over = true;
            this.worker?.close();
            this.worker = null;
          }
        };
      }

      take({ samples, reset, cut }) {
        if (cut !== undefined) {
          // The next 10 ms fade, and the rest is dropped.
          const left = new Int16Array(160);
          let filled = 0;
          for (const chunk of this.queue) {
            const from = chunk === this.queue[0] ? this.at : 0;
            for (let nth = from; nth < chunk.length && filled < left.length; nth++, filled++) {
              left[filled] = (chunk[nth] * (left.length - filled)) / left.length;
            }
          }
          this.queue = [left];
          this.at = 0;
          this.played = cut - left.length;
          this.told = this.played;
        }
        if (reset !== undefined) {
          // The clock went on without this thread: the silence that was sent before is past.
          this.queue = [];
          this.at = 0;
          this.played = reset;
          this.told = reset;
        }
        if (samples) this.queue.push(samples);
      }

      process(_inputs, [[out]]) {
        if (this.over || !out) return !this.over;
        let filled = 0;
        while (filled < out.length && this.queue.length) {
          const chunk = this.queue[0];
          const count = Math.min(out.length - filled, chunk.length - this.at);
          for (let nth = 0; nth < count; nth++) {
            const sample = chunk[this.at + nth] / 32768;
            this.energy += sample * sample;
            out[filled + nth] = sample;
          }
          filled += count;
          this.at += count;
          if (this.at === chunk.length) {
            this.queue.shift();
            this.at = 0;
          }
        }
        // Silence for want of samples is no time: speech waits for them, and nothing of it is lost. The worker is told every 21 ms: a
        // message costs it as much processor time as a small piece of a picture, and it counts on by its own clock meanwhile.
        this.played += filled;
        if (this.worker && (this.played - this.told >= 512 || !filled)) {
          this.told = this.played;
          this.worker.postMessage({ played: this.played, energy: this.energy });
        }
        return true;
      }
    },
  );
} else {
  /** Samples a second. */
  const RATE = 24_000;
  /**
   * Samples that lie ready on the audio thread while the avatar speaks, when the lips of a long sentence may take a slow machine a quarter
   * of a second, and while it is silent, when the next text must not wait.
   */
  const LEAD = { speaking: 0.25 * RATE, silent: 0.04 * RATE };
  /** The most that is added for a machine that takes long to draw. */
  const MOST_LEAD = 0.3 * RATE;
  /** Samples over which sound fades that is cut off: 10 ms. */
  const FADE = 0.01 * RATE;
  /** Ms between two looks at whether something is due. */
  const LOOK = 20;
  /** Ms after which a picture is sent again although nothing moved; a viewer who has just come waits for the first one. */
  const REFRESH = 500;
  const FIRST = { refresh: 66, for: 2_000 };
  /** Ms without a message from the audio thread after which sound is taken to stand still: the page may not play any yet. */
  const STALLED = 250;
  /** Ms that the audio thread's word may be old and still be counted on from. */
  const MOST_PASSED = 50;
  /** Ms of synthesis at a time, before other work is looked at. */
  const SLICE = 8;
  /** Pictures on their way to the page at most. */
  const MOST_PICTURES = 2;

  /** Sound and pictures of one session. */
  class Stage {
    constructor(session, port) {
      this.session = session;
      this.port = port;
      this.pulled = 0;
      this.played = 0;
      this.energy = 0;
      this.tick = performance.now();
      /** Whether the sound stands still, and whether the clock has gone on meanwhile. Until the first message nobody knows. */
      this.stalled = false;
      this.moved = false;
      /** The sample after the last one of speech that was sent. */
      this.spoken = 0;
      const [left, columns] = page.columns(session);
      this.left = left;
      this.buffers = Array.from({ length: MOST_PICTURES }, () => new ArrayBuffer(columns * page.height(session) * 4));
      /** Ms between two pictures. */
      this.interval = 2 * LOOK;
      /** When the next picture is due, when the last was sent, and when the first. */
      this.due = 0;
      this.sent = 0;
      this.first = 0;
      this.told = 0;
      port.onmessage = ({ data }) => guarded(() => this.heard(data));
    }

    /** The audio thread has played on. */
    heard({ played, energy }) {
      this.tick = performance.now();
      this.energy = energy;
      this.stalled = unheard = false;
      page.hold(this.session, false);
      if (this.moved) {
        // It begins where the timer has come to.
        this.moved = false;
        this.port.postMessage({ reset: this.pulled });
      } else {
        this.played = Math.max(this.played, played);
        page.played(this.session, this.played);
        this.interval = page.pace(this.session, this.tick);
      }
      this.fill();
      this.draw();
      this.tell();
      synthesise();
    }

    /** Sends as much sound as the audio thread should have. */
    fill() {
      if (this.stalled) return;
      const lead = page.speaking(this.session) ? LEAD.speaking + Math.min(MOST_LEAD, 1.5 * cost * (RATE / 1000)) : LEAD.silent;
      const missing = Math.ceil((this.played + lead - this.pulled) / 128) * 128;
      if (missing <= 0) return;
      const samples = new Int16Array(missing);
      const speech = page.sound(this.session, samples);
      this.pulled += missing;
      if (speech) this.spoken = this.pulled;
      this.port.postMessage({ samples }, [samples.buffer]);
    }

    /** Drops what lies ready on the audio thread: an interrupt is heard at once. */
    cut() {
      // The end that fades, which the audio thread does by itself.
      const rest = new Int16Array(FADE * 2);
      page.sound(this.session, rest);
      this.pulled += rest.length;
      this.played = this.spoken = this.pulled;
      this.port.postMessage({ cut: this.pulled });
      page.played(this.session, this.played);
    }

    /**
     * Goes on where the sound stands still: by the timer, so that a silent avatar blinks and breathes. Speech is held until it can be heard:
     * what was not begun, by the service, and what was, by a clock that stands still with the sound.
     */
    keepTime(now) {
      const elapsed = now - this.tick;
      if (elapsed < (this.stalled ? 1 : STALLED)) {
        // The audio thread tells of what it played in bursts; pictures come evenly.
        this.draw();
        return;
      }
      this.stalled = true;
      page.hold(this.session, !unheard);
      this.tick = now;
      if (!unheard && (page.speaking(this.session) || this.spoken > this.played)) {
        this.draw();
        return;
      }
      this.moved = true;
      const samples = new Int16Array(Math.min(RATE, Math.round((elapsed * RATE) / 1000)));
      // Samples that were sent before and never played are past, too.
      page.sound(this.session, samples);
      this.pulled += samples.length;
      this.played = this.pulled;
      page.played(this.session, this.played);
      this.draw();
      synthesise();
    }

    /** Draws a picture if one is due, there is a place for it, and sound does not need the time. */
    draw() {
      const now = performance.now();
      if (now < this.due - 6 || now < rest || !this.buffers.length || !page.started(this.session)) return;
      if (page.speaking(this.session) && !this.stalled && this.pulled - this.played < LEAD.speaking / 3) return;
      const refresh = !this.first || now - this.first < FIRST.for ? FIRST.refresh : REFRESH;
      // Samples played since the last message about it.
      const passed = this.stalled ? 0 : (Math.min(now - this.tick, MOST_PASSED) * RATE) / 1000;
      const changed = page.figure(this.session, this.played + passed + AHEAD);
      const drawn = performance.now();
      if (changed) cost += (drawn - now - cost) / 8;
      // At most three quarters of the time are spent on drawing: a slow machine shows fewer pictures.
      rest = changed ? drawn + (drawn - now) / 3 : rest;
      this.due = Math.max(this.due + this.interval, now + this.interval / 2);
      if (!changed && this.first && now - this.sent < refresh) return;
      // A few pixels again are a new picture for the canvas's stream.
      const [left, top, width, height] = changed ?? [this.left, 0, 2, 2];
      const buffer = this.buffers.pop();
      page.pixels(this.session, left, top, width, height, new Uint8Array(buffer));
      this.sent = now;
      this.first ||= now;
      postMessage({ type: 'picture', session: this.session, buffer, left, top, width, height }, [buffer]);
    }

    /** Tells the page now and then how much was heard. */
    tell() {
      if (this.tick - this.told < 250) return;
      this.told = this.tick;
      postMessage({ type: 'sound', session: this.session, samples: this.played, energy: this.energy });
    }

    close() {
      this.port.onmessage = null;
      this.port.close();
    }
  }

  /** How far a picture is drawn ahead of the samples that are known to be played: the way of both to the screen and the speakers. */
  const AHEAD = 0.016 * RATE;

  /** @type {Map<string, Stage>} */
  const stages = new Map();
  let page;
  /** The synthesis, once it has been loaded. */
  let voices = null;
  /** Orders to it that have not been given. @type {{ session: string, give: (voices: any) => void }[]} */
  let orders = [];
  /** Whether there is no sound to be had on this machine: speech goes on all the same. */
  let unheard = false;
  let timer = 0;
  /** Ms that a picture takes, smoothed, and until when none is drawn. */
  let cost = 6;
  let rest = 0;
  let expiry = 0;

  /** Runs what must not fail. Where it does, the wasm is in no known state any more: the page is told, and nothing goes on. */
  function guarded(work) {
    if (failed) return;
    try {
      work();
    } catch (error) {
      failed = true;
      clearInterval(timer);
      postMessage({ type: 'failed', detail: String(error?.stack ?? error) });
    }
  }
  let failed = false;

  const later = new MessageChannel();
  let waiting = false;
  later.port1.onmessage = () => {
    waiting = false;
    guarded(synthesise);
  };

  /** Gives the synthesis its orders. It answers to `page`, which must not be at work at that moment. */
  function forward() {
    while (voices && orders.length) orders.shift().give(voices);
  }

  /** Synthesises for a slice of time; the rest of it after the messages that wait. */
  function synthesise() {
    forward();
    if (!voices) return;
    for (const { session } of stages.values()) voices.consumed(session, page.consumed(session));
    const until = performance.now() + SLICE;
    let more = true;
    while (more && performance.now() < until) {
      more = voices.step();
      forward();
      // The first piece of a text is played at once, whatever there is to do yet.
      for (const stage of stages.values()) if (page.speaking(stage.session)) stage.fill();
    }
    if (more && !waiting) {
      waiting = true;
      later.port2.postMessage(0);
    }
  }

  function keepTime() {
    const now = performance.now();
    for (const stage of stages.values()) stage.keepTime(now);
    if (now - expiry > 1000) {
      expiry = now;
      page.expire(Date.now());
    }
  }

  const host = {
    reply: (number, status, body) => postMessage({ type: 'reply', number, status, body }),
    tell: (session, message) => postMessage({ type: 'tell', session, message }),
    order: (session, ...order) => orders.push({ session, give: (voices) => voices.order(session, ...order) }),
    withdraw: (session, task) => orders.push({ session, give: (voices) => voices.withdraw(session, task) }),
    callOff: (session) => orders.push({ session, give: (voices) => voices.callOff(session) }),
    ended: (session) => {
      orders.push({ session, give: (voices) => voices.close(session) });
      drop(session);
      postMessage({ type: 'ended', session });
    },
  };

  function drop(session) {
    stages.get(session)?.close();
    stages.delete(session);
    if (!stages.size) {
      clearInterval(timer);
      timer = 0;
    }
  }

  const on = {
    start: async ({ module }) => {
      try {
        const bindgen = glue.page();
        await bindgen({ module_or_path: module });
        page = new bindgen.Page(host);
        postMessage({ type: 'ready' });
      } catch (error) {
        postMessage({ type: 'failed', detail: String(error?.stack ?? error) });
      }
    },
    call: ({ number, path, body }) => {
      page.call(number, path, body, crypto.randomUUID(), Date.now());
      if (path.endsWith('.interrupt')) stages.get(JSON.parse(body).session_id)?.cut();
      synthesise();
      for (const stage of stages.values()) {
        stage.fill();
        stage.draw();
      }
    },
    language: ({ number, body }) => postMessage({ type: 'answer', number, value: page.language(body) ?? null }),
    /** The module of the synthesis has come; what is wrong with it, if anything. */
    speech: async ({ number, module }) => {
      let value = null;
      try {
        const bindgen = glue.speech();
        await bindgen({ module_or_path: module });
        voices ??= new bindgen.Voices(page);
      } catch (error) {
        value = String(error);
      }
      postMessage({ type: 'answer', number, value });
      guarded(synthesise);
    },
    provide: ({ number, language, bytes }) => {
      postMessage({ type: 'answer', number, value: voices.provide(language, bytes) ?? null });
    },
    figure: ({ number, bytes }) => postMessage({ type: 'answer', number, value: page.show(bytes) ?? null }),
    voiced: () => synthesise(),
    unheard: () => (unheard = true),
    voiceless: ({ session }) => {
      // Texts that wait for the synthesis are refused, and so are those that wait in it for the voice.
      orders = orders.filter((order) => order.session !== session);
      page.voiceless(session);
      voices?.voiceless(session);
      synthesise();
    },
    open: ({ session, port }) => {
      if (!page.width(session)) return;
      stages.set(session, new Stage(session, port));
      timer ||= setInterval(() => guarded(keepTime), LOOK);
    },
    picture: ({ session, buffer }) => {
      const stage = stages.get(session);
      stage?.buffers.push(buffer);
      stage?.draw();
    },
    close: ({ session }) => {
      page.end(session);
      drop(session);
    },
  };

  onmessage = ({ data }) => guarded(() => on[data.type]?.(data));
  postMessage({ type: 'alive' });
}
