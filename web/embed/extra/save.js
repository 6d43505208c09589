// Saves a file with the visitor's browser.

/** The ends of file names by the types of files. @type {Record<string, string>} */
const ENDINGS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'video/webm': 'webm', 'video/mp4': 'mp4' };
/** For so long, in ms, the file is kept for the browser: none tells when it has taken it. */
const KEPT = 10_000;

/**
 * Saves a file as `name` with the date and the time.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const ending = ENDINGS[blob.type.split(';')[0]] ?? 'bin';
  const when = new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');
  const href = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href, download: `${name}-${when}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT);
}
