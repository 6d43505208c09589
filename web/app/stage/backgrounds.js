// The backgrounds of the stage: what is shown behind the avatar, and painted into pictures and recordings.

/** Plain colours by their names. @type {Record<string, string>} */
const COLOURS = { paper: '#f4f1ea', sage: '#b9c9b4', sky: '#b5cfe3', plum: '#5d3a55', night: '#18212c' };
/** So large is a picture of the visitor's kept at most, in pixels on its longer side. */
const MAX_PICTURE_SIZE = 1920;
/** A pattern that stands for nothing behind the avatar. */
const CHECKERED = 'repeating-conic-gradient(#8884 0 25%, #fff4 0 50%) 0 0 / 2rem 2rem';

/** @typedef {'studio' | 'picture' | 'transparent' | 'keep' | keyof typeof COLOURS} Name `studio`: the service's own, or the stage's where the service sends a green screen; `keep`: the picture as it comes, with its screen. */

/** A picture of the visitor's own; it stays until the page is left. @type {HTMLCanvasElement | undefined} */
let picture;

/**
 * The names to choose from.
 *
 * @param {boolean} transparent Whether the pictures are transparent as they come, so that there is no screen to keep.
 * @returns {Name[]}
 */
export const names = (transparent) => ['studio', ...Object.keys(COLOURS), 'picture', 'transparent', ...(transparent ? [] : ['keep'])];

/**
 * Whether something else is seen behind the avatar than what the service shows there. The app asks for a green background then, as
 * `src/app/settings.rs` does at a start.
 *
 * @param {Name} name
 */
export const replaced = (name) => name !== 'studio' && name !== 'keep';

/**
 * Whether a background can be shown now.
 *
 * @param {string} name
 * @param {boolean} transparent
 */
export const known = (name, transparent) => names(transparent).includes(name) && (name !== 'picture' || !!picture);

/**
 * Takes a picture of the visitor's. Rejects where the file is none that the browser can show.
 *
 * @param {Blob} file
 */
export async function take(file) {
  const found = await createImageBitmap(file);
  const scale = Math.min(1, MAX_PICTURE_SIZE / Math.max(found.width, found.height));
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(found.width * scale), height: Math.round(found.height * scale) });
  canvas.getContext('2d')?.drawImage(found, 0, 0, canvas.width, canvas.height);
  found.close();
  picture = canvas;
}

/**
 * The CSS background of the stage; empty for the stage's own.
 *
 * @param {Name} name
 */
export function css(name) {
  // Inline, because the page's policy shows no pictures at addresses that scripts make.
  if (name === 'picture' && picture) return `url(${picture.toDataURL('image/jpeg', 0.85)}) 50% 50% / cover`;
  return name === 'transparent' ? CHECKERED : (COLOURS[name] ?? '');
}

/**
 * Paints a background as the stage shows it.
 *
 * @param {Name} name
 * @param {Element} stage
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} height
 */
export function paint(name, stage, context, width, height) {
  if (name === 'transparent' || name === 'keep') return;
  if (name === 'picture' && picture) {
    const scale = Math.max(width / picture.width, height / picture.height);
    const [across, down] = [picture.width * scale, picture.height * scale];
    context.drawImage(picture, (width - across) / 2, (height - down) / 2, across, down);
    return;
  }
  context.fillStyle = COLOURS[name] ?? studio(stage, context, width, height);
  context.fillRect(0, 0, width, height);
  if (COLOURS[name]) return;
  // The light behind the head: as the stylesheet has it, an ellipse.
  const light = context.createRadialGradient(0, 0, 0, 0, 0, 1);
  light.addColorStop(0, colour(stage, 'light'));
  light.addColorStop(0.62, 'transparent');
  context.save();
  context.translate(width * 0.5, height * 0.18);
  context.scale(width * 1.2, height * 0.9);
  context.fillStyle = light;
  context.fillRect(-1, -1, 2, 2);
  context.restore();
}

/**
 * The stage's own colours: `linear-gradient(160deg, …)` of the stylesheet.
 *
 * @param {Element} stage
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} height
 */
function studio(stage, context, width, height) {
  const angle = (160 * Math.PI) / 180;
  const [across, down] = [Math.sin(angle), -Math.cos(angle)];
  const half = (Math.abs(width * across) + Math.abs(height * down)) / 2;
  const [x, y] = [width / 2, height / 2];
  const whole = context.createLinearGradient(x - across * half, y - down * half, x + across * half, y + down * half);
  whole.addColorStop(0, colour(stage, 'mid'));
  whole.addColorStop(1, colour(stage, 'dark'));
  return whole;
}

/**
 * @param {Element} stage
 * @param {string} name
 */
const colour = (stage, name) => getComputedStyle(stage).getPropertyValue(`--sa-stage-${name}`).trim();
