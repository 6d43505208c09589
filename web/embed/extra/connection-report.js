// The report of the connection test, to look at: what was found, line by line, and what to ask for.

/** @import { ConnectionCheck } from '../../types/module.js' */
import { connectionWords, sentences } from './connection-words.js';

/**
 * @param {string} kind
 * @param {string} name
 * @param {(Node | string)[]} children
 */
const made = (kind, name, ...children) => {
  const node = document.createElement(kind);
  node.className = name;
  node.setAttribute('part', name);
  node.append(...children);
  return node;
};

const WORKS = 'M5 12.5l4.5 4.5L19 7.5';
const FAILS = 'M7 7l10 10M17 7L7 17';
const UNKNOWN = 'M7 12h10';

/**
 * @param {boolean | null} ok
 * @param {Record<'works' | 'fails' | 'unknown', string>} words
 */
function mark(ok, { works, fails, unknown }) {
  const [label, path] = ok ? [works, WORKS] : ok === false ? [fails, FAILS] : [unknown, UNKNOWN];
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/**
 * The findings as a list with a heading, for a place of any width.
 *
 * @param {ConnectionCheck} check
 * @param {string} language
 */
export async function shown({ ok, findings, ask }, language) {
  const words = await connectionWords(language);
  const { works, fails, open, unneeded } = words.summaries;
  const summary = !findings.length ? unneeded : ok ? works : ok === false ? fails : open;
  const lines = findings.map((finding) => {
    const { code, message: said, action: advised } = finding;
    const [message = said, action = advised] = sentences(words, code, finding);
    const line = made('li', 'finding', mark(finding.ok, words), made('p', '', message, ...(action ? [made('small', '', action)] : [])));
    line.dataset.ok = String(finding.ok);
    line.dataset.code = code;
    return line;
  });
  const heading = made('p', 'verdict', summary);
  heading.dataset.ok = String(ok);
  // To be handed on as it is: names of protocols, addresses and ports.
  const list = Object.assign(made('ul', '', ...ask.map((line) => made('li', '', line))), { lang: 'en', dir: 'ltr' });
  const wanted = ask.length ? [made('div', 'ask', made('p', '', words.ask), list)] : [];
  const whole = made('div', 'connection', heading, made('ul', 'findings', ...lines), ...wanted);
  // In a small element it scrolls, with the keyboard as well.
  Object.assign(whole, { tabIndex: 0, role: 'group', ariaLabel: summary });
  return whole;
}
