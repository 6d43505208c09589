// The picture and the sound of one session, as a MediaStream.

import { SAMPLE_RATE } from './sample-rate.js';

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./start.js').Sound} Sound */
/** @typedef {{ framesDecoded: number, frameWidth: number, frameHeight: number, freezes: number, totalAudioEnergy: number, totalSamplesDuration: number, samples: number }} Statistics */
/**
 * @typedef {object} Opened a session's media
 * @property {MediaStream} stream the picture, with transparency, and the sound
 * @property {HTMLCanvasElement} canvas the canvas that the stream's picture is taken from
 * @property {{ width: number, height: number }} video the picture's size in pixels
 * @property {((text: string) => void) | null} onmessage what a data channel would bring
 * @property {((state: 'connected' | 'failed' | 'closed') => void) | null} onstate
 * @property {Sound} sound
 * @property {() => Statistics} statistics since the session began
 * @property {() => void} close gives everything back, and ends the session if that was not done
 */

/** Pictures a second that the stream takes at most. */
const PICTURES = 30;
/** Ms between two pictures that a viewer takes for a freeze. */
const FREEZE = 1_500;

/** A session's media. */
export class Media {
  /**
   * @param {Engine} engine
   * @param {string} session
   * @param {{ width: number, height: number }} size
   * @param {Sound} sound
   */
  constructor(engine, session, { width, height }, sound) {
    this.engine = engine;
    this.session = session;
    this.state = '';
    this.over = false;
    this.frames = 0;
    this.freezes = 0;
    this.last = 0;
    this.samples = 0;
    this.energy = 0;
    this.canvas = document.createElement('canvas');
    Object.assign(this.canvas, { width, height });
    // Pixels are put in, never drawn: that is the processor's work, and graphics hardware would only be in the way.
    this.brush = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d', { willReadFrequently: true }));
    this.audioDestination = engine.audioDestination();
    this.node = new AudioWorkletNode(engine.context, 'streaming-avatar', { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.connect(this.audioDestination);
    const channel = new MessageChannel();
    this.node.port.postMessage({ port: channel.port1 }, [channel.port1]);
    engine.worker.postMessage({ type: 'open', session, port: channel.port2 }, [channel.port2]);
    const stream = new MediaStream([...this.canvas.captureStream(PICTURES).getVideoTracks(), ...this.audioDestination.stream.getAudioTracks().map((track) => track.clone())]);
    /** @type {Opened} */
    this.handle = {
      stream,
      canvas: this.canvas,
      video: { width, height },
      onmessage: null,
      onstate: null,
      sound,
      statistics: () => this.statistics(),
      close: () => this.close(),
    };
  }

  /** Shows the pixels that changed. @param {{ buffer: ArrayBuffer, left: number, top: number, width: number, height: number }} picture */
  paint({ buffer, left, top, width, height }) {
    this.brush.putImageData(new ImageData(new Uint8ClampedArray(buffer, 0, width * height * 4), width, height), left, top);
    const now = performance.now();
    if (this.last && now - this.last > FREEZE && !document.hidden) this.freezes++;
    this.last = now;
    this.frames++;
    if (!this.state) this.turn('connected');
  }

  /** @param {{ samples: number, energy: number }} played */
  heard({ samples, energy }) {
    this.samples = samples;
    this.energy = energy;
  }

  /** @param {string} message */
  told(message) {
    this.handle.onmessage?.(message);
  }

  /** @param {'connected' | 'failed' | 'closed'} state */
  turn(state) {
    this.state = state;
    this.handle.onstate?.(state);
  }

  statistics() {
    const { frames, freezes, samples, energy, canvas } = this;
    return {
      framesDecoded: frames,
      frameWidth: canvas.width,
      frameHeight: canvas.height,
      freezes,
      totalAudioEnergy: energy / SAMPLE_RATE,
      totalSamplesDuration: samples / SAMPLE_RATE,
      samples,
    };
  }

  /** The session has ended by itself. @param {'failed' | 'closed'} state */
  ended(state) {
    if (this.over) return;
    this.release();
    this.turn(state);
  }

  close() {
    if (this.over) return;
    this.release();
    this.engine.close(this.session);
  }

  release() {
    this.over = true;
    this.node.port.postMessage({ over: true });
    this.node.disconnect();
    this.engine.audioDestinations.push(this.audioDestination);
    this.node.port.close();
    for (const track of this.handle.stream.getTracks()) track.stop();
  }
}
