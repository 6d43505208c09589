// A canvas that shows each picture of the video: for recordings, and for a window of its own, which take neither the background of the
// page nor a picture in the video's place.
import { fill } from './fill.js';

/** @typedef {import('./fill.js').BackgroundFill} BackgroundFill */

export class VideoCanvas {
  canvas = document.createElement('canvas');
  #video;
  #handle = 0;

  /**
   * @param {HTMLVideoElement} video
   * @param {BackgroundFill} [background] Behind transparent pictures.
   * @param {() => HTMLVideoElement | HTMLCanvasElement} [source] Gives the picture that is shown; the video's own unless given.
   */
  constructor(video, background, source = () => video) {
    this.#video = video;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    const draw = () => {
      const { videoWidth: width, videoHeight: height } = video;
      // A recorder keeps its size: the first picture's.
      if (this.canvas.width !== width && !this.#handle) Object.assign(this.canvas, { width, height });
      if (width) {
        const { width: across, height: down } = this.canvas;
        // Else the picture before would show through a transparent one.
        context.clearRect(0, 0, across, down);
        fill(context, background, across, down);
        const picture = source();
        // A canvas without a size cannot be drawn.
        if ('videoWidth' in picture || picture.width) context.drawImage(picture, 0, 0, across, down);
      }
      this.#handle = video.requestVideoFrameCallback?.(draw) ?? requestAnimationFrame(draw);
    };
    draw();
  }

  free() {
    (this.#video.cancelVideoFrameCallback?.bind(this.#video) ?? cancelAnimationFrame)(this.#handle);
  }
}
