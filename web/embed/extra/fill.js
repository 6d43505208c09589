// The background behind a transparent picture, painted on a canvas.

/** @typedef {string | ((context: CanvasRenderingContext2D, width: number, height: number) => void)} BackgroundFill A CSS colour, or a function that paints the background. */

/**
 * Fills a canvas with a background; without one it stays as it is.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {BackgroundFill | undefined} background
 * @param {number} width
 * @param {number} height
 */
export function fill(context, background, width, height) {
  if (typeof background === 'function') background(context, width, height);
  else if (background) Object.assign(context, { fillStyle: background }).fillRect(0, 0, width, height);
}
