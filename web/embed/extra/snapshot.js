// A snapshot: one picture of what is shown.

import { fill } from './fill.js';

/** @import { SnapshotOptions } from '../../types/module.js' */
/** @import { BackgroundFill } from './fill.js' */

/**
 * The picture as a file of the given type, on `background` where it is transparent. Rejects while there is none.
 *
 * @param {HTMLVideoElement | HTMLCanvasElement} source
 * @param {SnapshotOptions & { background?: BackgroundFill }} [options]
 * @returns {Promise<Blob>}
 */
export async function snapshot(source, { type = 'image/png', quality, background } = {}) {
  const [width, height] = 'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (!width || !height) throw new DOMException('There is no picture yet.', 'InvalidStateError');
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  fill(context, background, width, height);
  context.drawImage(source, 0, 0, width, height);
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, type, quality));
  if (!blob) throw new DOMException('The picture could not be written.', 'EncodingError');
  return blob;
}
