// The background behind a transparent picture, painted on a canvas.

/** @typedef {string | ((context: CanvasRenderingContext2D, width: number, height: number) => void)} Ground A CSS colour, or a function that paints the background. */

/**
 * Fills a canvas with a background; without one it stays as it is.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Ground | undefined} ground
 * @param {number} width
 * @param {number} height
 */
export function fill(context, ground, width, height) {
  if (typeof ground === 'function') ground(context, width, height);
  else if (ground) Object.assign(context, { fillStyle: ground }).fillRect(0, 0, width, height);
}
