// Chroma key: the video's picture without its green (or blue) screen, drawn on the GPU (`chroma-key/renderers/gpu.js`); on the CPU (`cpu.js`) where
// there is no WebGL2. The build joins the renderers with this file.
import { onCpu } from './chroma-key/renderers/cpu.js';
import { onGpu } from './chroma-key/renderers/gpu.js';

export { standsBeforeScreen } from './chroma-key/detection.js';
export { prepare } from './chroma-key/renderers/gpu.js';

/** A canvas, how a picture is drawn on it, and how it is given back. @typedef {[canvas: HTMLCanvasElement, draw: (video: HTMLVideoElement, colour: [number, number, number] | null) => void, release: () => void]} Renderer */

export class Background {
  /**
   * Behind the avatar: red, green, blue from 0 to 1; null for a transparent picture.
   *
   * @type {[number, number, number] | null}
   */
  colour = null;
  #video;
  #draw;
  #release;
  #handle = 0;

  /**
   * A canvas that shows the video with its screen keyed out, from its next picture on.
   *
   * @param {HTMLVideoElement} video
   */
  static async of(video) {
    return new Background(video);
  }

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.#video = video;
    const [canvas, draw, release] = onGpu() ?? onCpu();
    /** @readonly */
    this.canvas = canvas;
    this.#draw = draw;
    this.#release = release;
    this.canvas.setAttribute('part', (this.canvas.className = 'keyed'));
    this.canvas.ariaHidden = 'true';
    this.#next();
  }

  #next() {
    // The browser calls back for pictures that are shown: nothing is drawn while the page is hidden.
    const follow = this.#video.requestVideoFrameCallback?.bind(this.#video) ?? requestAnimationFrame;
    this.#handle = follow(() => {
      const { videoWidth, videoHeight } = this.#video;
      if (videoWidth && this.canvas.isConnected) {
        if (this.canvas.width !== videoWidth || this.canvas.height !== videoHeight)
          Object.assign(this.canvas, { width: videoWidth, height: videoHeight });
        this.#draw(this.#video, this.colour);
      }
      this.#next();
    });
  }

  free() {
    (this.#video.cancelVideoFrameCallback?.bind(this.#video) ?? cancelAnimationFrame)(this.#handle);
    this.#release();
    this.canvas.remove();
  }
}
