// Detects a green or blue screen behind the avatar. The chroma key, which takes it out, is fetched only where there is one.

/**
 * Whether the video's picture stands before a strong green or blue, as its upper edges have it. Waits for a picture.
 *
 * @param {HTMLVideoElement} video
 */
export async function standsBeforeScreen(video) {
  if (video.readyState < 2) await new Promise((come) => video.addEventListener('loadeddata', come, { once: true }));
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 16;
  const context = plane(canvas);
  /** @type {Uint8ClampedArray} */
  let data = new Uint8ClampedArray();
  // A stream may begin with black pictures, which say nothing; not for long.
  for (let tries = 0; tries < 20; tries++) {
    context.drawImage(video, 0, 0, 16, 16);
    ({ data } = context.getImageData(0, 0, 16, 8));
    if (data.some((part, at) => at % 4 !== 3 && part > 24)) break;
    await new Promise((later) => setTimeout(later, 50));
  }
  let strong = 0;
  for (let row = 0; row < 8; row++)
    for (const column of [0, 15]) {
      const [red, green, blue] = data.subarray((row * 16 + column) * 4);
      strong += Math.max(green, blue) - Math.max(red, Math.min(green, blue)) > 60 ? 1 : 0;
    }
  return strong > 12;
}

/**
 * A canvas for reading points.
 *
 * @param {HTMLCanvasElement} canvas
 */
export const plane = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
