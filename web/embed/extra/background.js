// The picture without its green screen, drawn on the GPU; on the processor where there is no WebGL2.
import { Matte } from './matte.js';
import { plane } from './screen.js';
import { FRAGMENT, VERTEX } from './shaders.js';

export { standsBeforeScreen } from './screen.js';

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
   * A canvas that shows the video keyed, from its next picture on.
   *
   * @param {HTMLVideoElement} video
   */
  static async of(video) {
    return new Background(video);
  }

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.#video = video;
    const [canvas, draw, release] = onGpu() ?? onProcessor();
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

/**
 * Whether the GPU draws: found out once a page, since asking takes as long as many pictures.
 *
 * @type {boolean | undefined}
 */
let gpu;

/** Finds out ahead of the first picture who draws. */
export function prepare() {
  const gl = contextOf(document.createElement('canvas'));
  if (gl) giveBack(gl);
}

/**
 * The GPU for a canvas; null where there is none for it.
 *
 * @param {HTMLCanvasElement} canvas
 */
function contextOf(canvas) {
  if (gpu === false) return null;
  const gl = canvas.getContext('webgl2', {
    // For snapshots and recordings.
    preserveDrawingBuffer: true,
    failIfMajorPerformanceCaveat: true,
    antialias: false,
    depth: false,
  });
  gpu = !!gl && !isSoftware(gl);
  if (gl && !gpu) giveBack(gl);
  return gpu ? gl : null;
}

/**
 * A page has only a few contexts, and the browser takes them back only when it collects garbage.
 *
 * @param {WebGL2RenderingContext} gl
 */
const giveBack = (gl) => gl.getExtension('WEBGL_lose_context')?.loseContext();

/** @typedef {[canvas: HTMLCanvasElement, draw: (video: HTMLVideoElement, colour: [number, number, number] | null) => void, release: () => void]} Painter */

/**
 * A canvas, how a picture is drawn on it, and how it is given back; null where there is no GPU for it. A canvas that was once asked for one kind
 * of drawing has no other, so each way makes its own.
 *
 * @returns {Painter | null}
 */
function onGpu() {
  const canvas = document.createElement('canvas');
  const gl = contextOf(canvas);
  if (!gl) return null;
  const program = gl.createProgram();
  const sources = /** @type {const} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]);
  for (const [kind, source] of sources) {
    const shader = gl.createShader(kind);
    // A context that was lost makes none.
    if (!shader) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    giveBack(gl);
    return null;
  }
  gl.useProgram(program);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
  const ground = gl.getUniformLocation(program, 'ground');
  return [
    canvas,
    (video, colour) => {
      gl.uniform4fv(ground, colour ? [...colour, 1] : [0, 0, 0, 0]);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    },
    () => giveBack(gl),
  ];
}

/**
 * The screen as the shader finds it: which part of the colours near the upper edges makes it one (1 for green, 2 for blue, 0 for a picture
 * before anything else), its colour, and by how much that part exceeds the others.
 *
 * @param {Uint8ClampedArray} data
 * @param {number} width
 * @param {number} height
 */
function screenOf(data, width, height) {
  const sum = [0, 0, 0];
  for (const across of [0.03, 0.97])
    for (const down of [0.05, 0.25]) {
      const at = 4 * (Math.floor(down * height) * width + Math.floor(across * width));
      for (const part of [0, 1, 2]) sum[part] += data[at + part] / 4;
    }
  const [red, green, blue] = sum;
  const strength = Math.max(green, blue) - Math.max(red, Math.min(green, blue));
  return { key: strength < 51 ? 0 : green > blue ? 1 : 2, colour: sum, strength };
}

/**
 * Whether the processor does the GPU's work, which takes it several times as long as its own way. Not every browser counts that as a caveat.
 *
 * @param {WebGL2RenderingContext} gl
 */
function isSoftware(gl) {
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  return !!named && /swiftshader|llvmpipe|softpipe|basic render/i.test(gl.getParameter(named.UNMASKED_RENDERER_WEBGL));
}

/** @returns {Painter} */
function onProcessor() {
  const canvas = document.createElement('canvas');
  const context = plane(canvas);
  /** @type {Matte | undefined} */
  let matte;
  return [
    canvas,
    (video, colour) => {
      const { width, height } = canvas;
      context.drawImage(video, 0, 0, width, height);
      const image = context.getImageData(0, 0, width, height);
      const { data } = image;
      const screen = screenOf(data, width, height);
      if (!screen.key) return;
      if (!matte?.fits(width, height)) matte = new Matte(width, height);
      matte.apply(data, screen);
      context.putImageData(image, 0, 0);
      if (!colour) return;
      context.globalCompositeOperation = 'destination-over';
      context.fillStyle = `rgb(${colour.map((part) => part * 255)})`;
      context.fillRect(0, 0, width, height);
      context.globalCompositeOperation = 'source-over';
    },
    () => {},
  ];
}
