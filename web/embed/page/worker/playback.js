// The playback of one session: its sound, and the clock that it is for its pictures.

import { Pictures } from './pictures.js';
import { SAMPLE_RATE } from '../sample-rate.js';
import { FADE } from './fade.js';

/**
 * Samples that lie ready on the audio thread while the avatar speaks, when the lips of a long sentence may take a slow machine a quarter
 * of a second, and while it is silent, when the next text must not wait.
 */
const LEAD = { speaking: 0.25 * SAMPLE_RATE, silent: 0.04 * SAMPLE_RATE };
/** The most that is added for a machine that takes long to draw. */
const MAX_LEAD = 0.3 * SAMPLE_RATE;
/** How far a picture is drawn ahead of the samples that are known to be played: the way of both to the screen and the speakers. */
const AHEAD = 0.016 * SAMPLE_RATE;
/** Ms without a message from the audio thread after which sound is taken to stand still: the page may not play any yet. */
const STALLED = 250;
/** Ms that the audio thread's word may be old and still be counted on from. */
const MAX_PASSED = 50;

export class Playback {
  /**
   * @param {Page} page
   * @param {string} session
   * @param {MessagePort} port the audio thread's
   * @param {import('./pictures.js').Effort} effort
   * @param {{ unheard: boolean }} audience whether there is no sound to be had on this machine
   * @param {(work: () => void) => void} guarded runs what must not fail
   * @param {() => void} wanted called when samples may be
   */
  constructor(page, session, port, effort, audience, guarded, wanted) {
    this.page = page;
    this.session = session;
    this.port = port;
    this.effort = effort;
    this.audience = audience;
    this.wanted = wanted;
    this.pictures = new Pictures(page, session, effort);
    this.pulled = 0;
    this.played = 0;
    this.energy = 0;
    this.tick = performance.now();
    /** Whether the sound stands still, and whether the clock has gone on meanwhile. Until the first message nobody knows. */
    this.stalled = false;
    this.moved = false;
    /** The sample after the last one of speech that was sent. */
    this.spoken = 0;
    this.told = 0;
    port.onmessage = ({ data }) => guarded(() => this.heard(data));
  }

  /** The audio thread has played on. @param {Played} told */
  heard({ played, energy }) {
    const { page, session } = this;
    this.tick = performance.now();
    this.energy = energy;
    this.stalled = this.audience.unheard = false;
    page.hold(session, false);
    if (this.moved) {
      // It begins where the timer has come to.
      this.moved = false;
      this.port.postMessage({ reset: this.pulled });
    } else {
      this.played = Math.max(this.played, played);
      page.played(session, this.played);
      this.pictures.interval = page.pace(session, this.tick);
    }
    this.fill();
    this.draw();
    this.tell();
    this.wanted();
  }

  /** Sends as much sound as the audio thread should have. */
  fill() {
    if (this.stalled) return;
    const lead = this.page.speaking(this.session) ? LEAD.speaking + Math.min(MAX_LEAD, 1.5 * this.effort.cost * (SAMPLE_RATE / 1000)) : LEAD.silent;
    const missing = Math.ceil((this.played + lead - this.pulled) / 128) * 128;
    if (missing <= 0) return;
    const samples = new Int16Array(missing);
    const speech = this.page.sound(this.session, samples);
    this.pulled += missing;
    if (speech) this.spoken = this.pulled;
    this.port.postMessage({ samples }, [samples.buffer]);
  }

  /** Drops what lies ready on the audio thread: an interrupt is heard at once. */
  cut() {
    // The end that fades, which the audio thread does by itself.
    const rest = new Int16Array(FADE * 2);
    this.page.sound(this.session, rest);
    this.pulled += rest.length;
    this.played = this.spoken = this.pulled;
    this.port.postMessage({ cut: this.pulled });
    this.page.played(this.session, this.played);
  }

  /**
   * Goes on where the sound stands still: by the timer, so that a silent avatar blinks and breathes. Speech is held until it can be heard:
   * what was not begun, by the service, and what was, by a clock that stands still with the sound.
   *
   * @param {number} now
   */
  keepTime(now) {
    const { page, session } = this;
    const { unheard } = this.audience;
    const elapsed = now - this.tick;
    if (elapsed < (this.stalled ? 1 : STALLED)) {
      // The audio thread tells of what it played in bursts; pictures come evenly.
      this.draw();
      return;
    }
    this.stalled = true;
    page.hold(session, !unheard);
    this.tick = now;
    if (!unheard && (page.speaking(session) || this.spoken > this.played)) {
      this.draw();
      return;
    }
    this.moved = true;
    const samples = new Int16Array(Math.min(SAMPLE_RATE, Math.round((elapsed * SAMPLE_RATE) / 1000)));
    // Samples that were sent before and never played are past, too.
    page.sound(session, samples);
    this.pulled += samples.length;
    this.played = this.pulled;
    page.played(session, this.played);
    this.draw();
    this.wanted();
  }

  /** Draws a picture if one is due and sound does not need the time. */
  draw() {
    const now = performance.now();
    if (!this.pictures.isDue(now)) return;
    if (this.page.speaking(this.session) && !this.stalled && this.pulled - this.played < LEAD.speaking / 3) return;
    // Samples played since the last message about it.
    const passed = this.stalled ? 0 : (Math.min(now - this.tick, MAX_PASSED) * SAMPLE_RATE) / 1000;
    this.pictures.draw(now, this.played + passed + AHEAD);
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
