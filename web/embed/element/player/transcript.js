// Renders the transcript.
import { made } from './nodes.js';
import { said } from '../texts.js';

/** @import { Entry } from './placeholder-model.js' */

/** The entry of the transcript that each line was made of. */
const kept = new WeakMap();

/**
 * Brings the lines of `log` in line with the model's. A line that did not change keeps its node, and with it how a browser has translated it.
 * @param {HTMLElement} log @param {Entry[]} lines @param {import('../texts.js').Words} text @param {(key: number) => void} rewrite
 */
export function showTranscript(log, lines, text, rewrite) {
  if (kept.get(log) === lines && log.lang === text.lang) return;
  kept.set(log, lines);
  log.lang = text.lang;
  const old = new Map([...log.children].map((node) => [kept.get(node).key, node]));
  const nodes = lines.map((line) => {
    const node = old.get(line.key);
    const { line: before, lang } = (node && kept.get(node)) ?? {};
    if (node && lang === text.lang && same(before, line)) return node;
    const fresh = drawn(line, text, rewrite);
    kept.set(fresh, { key: line.key, line, lang: text.lang });
    return fresh;
  });
  nodes.forEach((node, at) => log.children[at] !== node && log.insertBefore(node, log.children[at] ?? null));
  while (log.children.length > nodes.length) log.lastChild?.remove();
}

/** @param {Entry} one @param {Entry} other */
const same = (one, other) => /** @type {const} */ (['status', 'heard', 'unheard', 'answer', 'note']).every((name) => one[name] === other[name]);

/** @param {Entry} line @param {import('../texts.js').Words} text @param {(key: number) => void} rewrite */
function drawn(line, text, rewrite) {
  const words = made('span', {}, line.heard);
  if (line.unheard) words.append(made('del', {}, line.unheard));
  const node = made('p', { dir: 'auto', data: { outcome: line.status } }, words);
  if (line.answer) node.append(made('q', { dir: 'auto' }, line.answer));
  const outcome = said(text, line.outcome);
  node.append(made('small', { dir: 'auto' }, line.note ? `${outcome} (${line.note})` : outcome));
  if (line.rewritable) node.append(made('button', { part: 'rewrite', type: 'button', onclick: () => rewrite(line.key) }, text.edit));
  return node;
}
