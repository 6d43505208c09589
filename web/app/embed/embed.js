// The lines for another page, in tabs for each way to write one, with the element that they make below them. Loaded when they are asked for.
import { WAYS } from './snippets.js';

/** @typedef {import('./snippets.js').Attributes} Attributes */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} kind
 * @param {Partial<HTMLElementTagNameMap[K]>} properties
 * @param {(Node | string)[]} children
 */
const made = (kind, properties, ...children) => {
  const node = Object.assign(document.createElement(kind), properties);
  node.append(...children);
  return node;
};

/** The folder of this page, which has the embed folder. */
const folder = () => new URL('.', document.baseURI).href.replace(/[?#].*/, '');

/**
 * The element's attributes for what was chosen, which is told on lines of names and values. Addresses without a host are this page's.
 *
 * @param {string} chosen
 * @returns {Attributes}
 */
function attributes(chosen) {
  const all = chosen.split('\n').map((line) => /** @type {[string, string]} */ ([line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  const whole = (/** @type {string} */ value) => new URL(value || '/', document.baseURI).href.replace(/\/$/, '');
  return all
    .map(([name, value]) => /** @type {[string, string]} */ ([name, ['api-base', 'poster'].includes(name) && (value || name === 'api-base') ? whole(value) : value]))
    .filter(([, value]) => value);
}

/**
 * Shows the lines in `place`, and follows what is chosen, which its attribute `data-choices` says.
 *
 * @param {HTMLElement} place
 * @param {string} language
 */
export async function show(place, language) {
  const { default: words } = await import(`../texts/${language}.js`);
  // Without it there are the lines alone.
  import('../../embed/element.js').catch(() => {});
  let way = Object.keys(WAYS)[0];
  /** @type {Attributes} */
  let chosen = [];

  const tabs = Object.keys(WAYS).map((name) => {
    const tab = made('button', { type: 'button', role: 'tab', id: `way-${name}`, textContent: name === 'Frame' ? words.frame : name, onclick: () => open(name) });
    tab.dataset.testid = tab.id;
    tab.setAttribute('aria-controls', 'lines');
    return tab;
  });
  const list = made('div', { role: 'tablist', className: 'ways', ariaLabel: words.embed }, ...tabs);
  list.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    const names = Object.keys(WAYS);
    const [at, last] = [names.indexOf(way), names.length - 1];
    const forward = getComputedStyle(list).direction === 'rtl' && Number.isFinite(step) ? -step : step;
    const next = Number.isFinite(forward) ? (at + forward + names.length) % names.length : forward > 0 ? last : 0;
    open(names[next]);
    tabs[next].focus();
  };
  const lines = made('pre', { tabIndex: 0, id: 'lines', role: 'tabpanel', translate: false });
  lines.dataset.testid = 'snippet';
  const copy = made('button', { type: 'button', textContent: words.copy });
  copy.dataset.testid = 'copy';
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(lines.textContent ?? '');
      copy.textContent = words.copied;
    } catch {
      // Where the page may not write there, the lines are marked to be copied by hand.
      getSelection()?.selectAllChildren(lines);
    }
  };
  const more = made('a', { href: 'gallery.html', textContent: words.gallery });
  const live = made('div', { className: 'live' });
  place.replaceChildren(made('p', { className: 'hint', textContent: words.embedWhy }), list, lines, made('p', { className: 'snippet-row' }, copy, more), live);

  /** @param {string} name */
  function open(name) {
    way = name;
    write();
  }
  function write() {
    lines.textContent = WAYS[way](chosen, folder());
    lines.setAttribute('aria-labelledby', `way-${way}`);
    copy.textContent = words.copy;
    for (const tab of tabs) {
      const selected = tab.id === `way-${way}`;
      tab.ariaSelected = String(selected);
      tab.tabIndex = selected ? 0 : -1;
    }
  }
  /** The element as the lines make it. Where they need a token, which only the other page has, there is none. */
  function follow() {
    chosen = attributes(place.dataset.choices ?? '');
    write();
    const element = made('streaming-avatar', {});
    for (const [name, value] of chosen) element.setAttribute(name, value);
    if (chosen.some(([name]) => name === 'token-url')) live.replaceChildren();
    else live.replaceChildren(element);
  }
  const watch = new MutationObserver(() => (place.isConnected ? follow() : watch.disconnect()));
  watch.observe(place, { attributeFilter: ['data-choices'] });
  // Hidden, because the player's own session begins, it ends its session.
  new ResizeObserver(([{ contentRect }]) => {
    // Before its script is there, the element has no methods.
    if (!contentRect.height) live.querySelector('streaming-avatar')?.stop?.();
  }).observe(live);
  follow();
}
