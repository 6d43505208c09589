// The controls of a microphone that is open, in element and app alike: a list to choose from, a level meter, and a note who hears. Loaded with the
// microphone.
/** @import { Words } from '../element/texts.js' */
import { microphones } from './microphone.js';

/** @typedef {Pick<Words, 'chooseMicrophone' | 'defaultMicrophone' | 'browserHears'>} MicrophoneWords */

/**
 * The list of microphones, which is seen where there is something to choose.
 *
 * @param {MicrophoneWords} words
 * @param {object} how
 * @param {() => string | null | undefined} how.chosen The id of the chosen microphone; none for the browser's own choice.
 * @param {(id: string) => void} how.choose Takes another choice; an empty id is the browser's own.
 * @param {string} how.ink The colour of its arrow.
 * @param {{ label: string, on: () => boolean, turn: (on: boolean) => void }} [how.held] Whether a button is held to talk, where that is to be chosen, too.
 */
export function list(words, { chosen, choose, ink, held }) {
  const node = document.createElement('select');
  node.setAttribute('part', 'microphones');
  Object.assign(node, { className: 'microphones', ariaLabel: words.chooseMicrophone, title: words.chooseMicrophone });
  // No more than its arrow, unless the visitor's own colours draw it.
  if (!matchMedia('(forced-colors: active)').matches) {
    const arrow = (/** @type {string} */ turn, /** @type {string} */ place) => `linear-gradient(${turn}, transparent 50%, ${ink} 50%) calc(50% ${place} 3px) 50% / 6px 6px no-repeat`;
    Object.assign(node.style, { appearance: 'none', width: '44px', height: '44px', padding: '0', border: '0', borderRadius: '99px', color: 'transparent', cursor: 'pointer' });
    node.style.background = `${arrow('45deg', '-')}, ${arrow('-45deg', '+')}`;
  }
  const option = (/** @type {string} */ text, /** @type {string} */ value) => {
    const made = new Option(text, value);
    Object.assign(made.style, { color: 'CanvasText', background: 'Canvas' });
    return made;
  };
  const show = async () => {
    const found = await microphones().catch(() => []);
    const id = chosen() || '';
    node.replaceChildren(option(words.defaultMicrophone, ''), ...found.map(({ deviceId, label }, at) => option(label || `${at + 1}`, deviceId)));
    if (held) node.append(document.createElement('hr'), option(`${held.on() ? '✓ ' : ''}${held.label}`, 'held'));
    // One that is not connected just now stays the choice.
    node.value = found.some(({ deviceId }) => deviceId === id) ? id : '';
    node.hidden = found.length < 2 && !held;
  };
  node.onchange = (event) => {
    event.stopPropagation();
    if (!held || node.value !== 'held') return choose(node.value);
    held.turn(!held.on());
    show();
  };
  const source = navigator.mediaDevices;
  source?.addEventListener('devicechange', show);
  show();
  return {
    node,
    show,
    end: () => {
      source?.removeEventListener('devicechange', show);
      node.remove();
    },
  };
}

/**
 * A bar in a button that shows how loud it is; nobody is read anything for it, and it is not there for those who want no motion.
 *
 * @param {HTMLElement} button
 */
export function meter(button) {
  const bar = document.createElement('i');
  bar.className = 'level';
  bar.ariaHidden = 'true';
  bar.hidden = matchMedia('(prefers-reduced-motion: reduce)').matches;
  Object.assign(bar.style, { position: 'absolute', inset: 'auto 12px 5px', height: '3px', borderRadius: '3px', background: 'currentcolor', scale: '0 1' });
  button.style.position = 'relative';
  button.append(bar);
  return {
    /** @param {number} level From 0 to 1. */
    show: (level) => (bar.style.scale = `${level} 1`),
    end: () => bar.remove(),
  };
}

/**
 * The note that the browser's own service hears the visitor.
 *
 * @param {MicrophoneWords} words
 */
export function note(words) {
  const node = document.createElement('p');
  node.setAttribute('part', 'recognition');
  Object.assign(node.style, { order: '1', margin: '0', padding: '4px 10px', borderRadius: '12px', background: 'rgb(14 18 20 / 84%)', fontSize: '13px' });
  node.textContent = words.browserHears;
  return node;
}
