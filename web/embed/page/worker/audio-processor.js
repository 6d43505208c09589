// The AudioWorkletProcessor, the sound on the audio thread: plays what it is sent, silence where there is nothing, and tells how much it has played.

import { FADE } from './fade.js';

/** @param {NonNullable<typeof registerProcessor>} register */
export function registerAudioProcessor(register) {
  register(
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
        /** @type {MessagePort | null} */
        this.worker = null;
        this.port.onmessage = ({ data }) => {
          if (data.port) {
            const worker = (this.worker = /** @type {MessagePort} */ (data.port));
            worker.onmessage = ({ data: sent }) => this.take(sent);
          }
          if (data.over) {
            this.over = true;
            this.worker?.close();
            this.worker = null;
          }
        };
      }

      /** @param {Sound} sent */
      take({ samples, reset, cut }) {
        if (cut !== undefined) {
          // The next samples fade, and the rest is dropped.
          const left = new Int16Array(FADE);
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

      /** @param {unknown} _inputs @param {Float32Array[][]} outputs */
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
}
