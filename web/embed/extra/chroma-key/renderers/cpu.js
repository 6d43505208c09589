// Chroma key on the CPU, where there is no GPU for it.
/** @import { Renderer } from '../../chroma-key.js' */
import { plane } from '../detection.js';
import { CpuChromaKey } from './cpu-key.js';

/** @returns {Renderer} */
export function onCpu() {
  const canvas = document.createElement('canvas');
  const context = plane(canvas);
  /** @type {CpuChromaKey | undefined} */
  let key;
  return [
    canvas,
    (video, colour) => {
      const { width, height } = canvas;
      context.drawImage(video, 0, 0, width, height);
      const image = context.getImageData(0, 0, width, height);
      const { data } = image;
      const screen = screenOf(data, width, height);
      if (!screen.channel) return;
      if (!key?.fits(width, height)) key = new CpuChromaKey(width, height);
      key.apply(data, screen);
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
  return { channel: strength < 51 ? 0 : green > blue ? 1 : 2, colour: sum, strength };
}
