// Statistics as a list to lay over the picture.

/** @import { Statistics } from '../../types/module.js' */

/** @type {[string, (now: Statistics) => string | number][]} */
const ROWS = [
  ['Picture', (now) => `${now.width}×${now.height} ${now.videoCodec}`],
  ['Pictures', (now) => `${now.framesPerSecond}/s, ${now.framesDecoded} in all`],
  ['Freezes', (now) => now.freezes],
  ['Bit rate', (now) => `${now.videoKilobits} + ${now.audioKilobits} kbit/s`],
  ['Round trip', (now) => (now.roundTrip === null ? '–' : `${now.roundTrip} ms`)],
  ['Jitter', (now) => `${now.jitter} ms`],
  ['Lost', (now) => `${now.lostPerThousand / 10} %`],
  ['Route', (now) => `${now.localCandidate} – ${now.remoteCandidate}, ${now.protocol}`],
];

/**
 * Writes a reading into the list, which is given its rows at the first.
 *
 * @param {Element} list
 * @param {Statistics} reading
 */
export function show(list, reading) {
  if (!list.firstChild)
    for (const [name] of ROWS) {
      const term = document.createElement('dt');
      term.textContent = name;
      list.append(term, document.createElement('dd'));
    }
  ROWS.forEach(([, value], row) => (list.children[2 * row + 1].textContent = String(value(reading))));
}
