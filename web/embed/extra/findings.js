// The connection test to look at: what was found, line by line, and what to ask for.

/** @import { ConnectionCheck } from '../../types/module.js' */

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

const WORKS = ['works', 'M5 12.5l4.5 4.5L19 7.5'];
const FAILS = ['fails', 'M7 7l10 10M17 7L7 17'];
const UNKNOWN = ['unknown', 'M7 12h10'];

/** @param {boolean | null} ok */
function mark(ok) {
  const [label, path] = ok ? WORKS : ok === false ? FAILS : UNKNOWN;
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
 */
export function shown({ ok, summary, findings, ask }) {
  const lines = findings.map((finding) => {
    const line = made('li', 'finding', mark(finding.ok), made('p', '', finding.message, ...(finding.action ? [made('small', '', finding.action)] : [])));
    line.dataset.ok = String(finding.ok);
    line.dataset.code = finding.code;
    return line;
  });
  const heading = made('p', 'verdict', summary);
  heading.dataset.ok = String(ok);
  const wanted = ask.length
    ? [made('div', 'ask', made('p', '', 'To ask the network administrator for:'), made('ul', '', ...ask.map((line) => made('li', '', line))))]
    : [];
  const whole = made('div', 'connection', heading, made('ul', 'findings', ...lines), ...wanted);
  // In a small element it scrolls, with the keyboard as well.
  Object.assign(whole, { tabIndex: 0, role: 'group', ariaLabel: summary });
  return whole;
}
