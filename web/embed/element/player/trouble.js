// The card that says what went wrong, and what to do about it.
import { button, made } from './nodes.js';
import { said, word } from '../texts.js';

/** @import { Card } from './placeholder-model.js' */
/** @typedef {'edit' | 'retry' | 'check'} Next What a visitor can do about a problem, which is also the part's name. */

/** The card that each place shows, and its words. */
const shown = new WeakMap();

/**
 * Shows a card, or none. `content`, where given, stands in the place of its words: the findings of the connection test.
 * @param {HTMLElement} place @param {Card | undefined} card @param {import('../texts.js').Words} text @param {(name: string) => void} press @param {Node} [content]
 */
export function showTrouble(place, card, text, press, content) {
  place.hidden = !card;
  // Drawn anew, it would fold what the visitor has unfolded.
  const before = shown.get(place);
  const now = { what: card && [card.number, card.next, text.lang].join(), content };
  if (before && before.what === now.what && before.content === now.content) return;
  shown.set(place, now);
  if (!card) {
    place.replaceChildren();
    return;
  }
  place.dataset.code = card.code;
  const dismiss = button('dismiss', 'close', () => press('dismiss'));
  dismiss.ariaLabel = dismiss.title = text.dismiss;
  const named = (/** @type {Next} */ name) => made('button', { part: name, type: 'button', onclick: () => press(name) }, said(text, name));
  if (content) place.replaceChildren(content, dismiss);
  else place.replaceChildren(explanation(card, text), ...card.next.map(named), dismiss);
}

/** @param {Card} card @param {import('../texts.js').Words} text */
function explanation(card, text) {
  const own = word(text, card.words[0]);
  const visible = own ? made('p', { dir: 'auto' }, own) : made('p', { dir: 'auto', lang: 'en' }, card.sentence);
  const whole = made('div', { part: 'trouble-words' }, visible);
  // The service's own words, and what the page's operator can do. A text is refused for a reason that its writer must read.
  const details = own ? card.known : card.unknown;
  if (details.length) {
    const lines = details.map((line) => made('p', { dir: 'auto', lang: 'en' }, line));
    whole.append(made('details', { part: 'details', open: card.unfolded }, made('summary', {}, text.details), ...lines, made('p', {}, made('code', {}, card.code))));
  }
  return whole;
}
