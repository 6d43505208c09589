// Nodes, buttons and icons of the player.

const ICONS = {
  stop: 'M7 7h10v10H7z',
  play: 'M8 5.2v13.6L19 12z',
  hush: 'M8 6v12M16 6v12',
  repeat: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4',
  microphoneOff: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4M4 4l16 16',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  captions: 'M3 6h18v12H3zM6.5 14.5h5M14 14.5h3.5M6.5 11h3M12 11h5.5',
  log: 'M5 6h14M5 12h14M5 18h9',
  camera: 'M3 8h4l2-3h6l2 3h4v11H3zM12 10a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4',
  record: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  picture: 'M3 5h18v14H3zM12 12h7v5h-7z',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  close: 'M6 6l12 12M18 6 6 18',
};

/** @typedef {keyof typeof ICONS} IconName */

/** @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * An element with properties (`aria…` and `role` among them), attributes that have none, and children.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} kind
 * @param {Partial<Omit<HTMLElementTagNameMap[K], 'part'>> & { part?: string, data?: Record<string, string> }} [how]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function made(kind, { part, data, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(kind), properties);
  if (part) {
    node.setAttribute('part', part);
    node.className ||= part;
  }
  Object.assign(node.dataset, data);
  node.append(...children);
  return node;
}

/**
 * A button with an icon. Its name is given to it with the other words.
 *
 * @param {string} part
 * @param {IconName} name
 * @param {() => void} onclick
 */
export const button = (part, name, onclick) => made('button', { part, type: 'button', onclick }, icon(name));

/**
 * The words that were written into each node last.
 *
 * @type {WeakMap<Node, string>}
 */
const written = new WeakMap();

/**
 * Writes words that change into a node. A browser that translates the page puts nodes of its own in place of the text, so the words are
 * the element's, never a kept text node's; and words that did not change are left as the browser has translated them.
 *
 * @param {Node} node
 * @param {string} words
 */
export function write(node, words) {
  if (written.get(node) === words) return;
  written.set(node, words);
  node.textContent = words;
}
