// Chroma key on the GPU, by the shaders of the folder above.
/** @import { Renderer } from '../../chroma-key.js' */
import { FRAGMENT, VERTEX } from '../shaders.js';

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

/**
 * A canvas, how a picture is drawn on it, and how it is given back; null where there is no GPU for it. A canvas that was once asked for one kind
 * of drawing has no other, so each way makes its own.
 *
 * @returns {Renderer | null}
 */
export function onGpu() {
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
  const background = gl.getUniformLocation(program, 'background');
  return [
    canvas,
    (video, colour) => {
      gl.uniform4fv(background, colour ? [...colour, 1] : [0, 0, 0, 0]);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    },
    () => giveBack(gl),
  ];
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
