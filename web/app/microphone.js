// The visitor's microphone in the app: which one, how loud it is, and whether its button is held. Loaded with the first wish to be heard.
import { Microphone } from '../embed/extra/microphone.js';
import { list, meter } from '../embed/extra/microphone-ui.js';

/** The storage key of the chosen device. It is in no link: to others, the id of a device means nothing. */
const STORAGE_KEY = 'microphone';
/** States in which it is open, or about to be. */
const ON = ['asking', 'listening', 'hearing', 'muted'];

/**
 * @typedef {object} Page What the page knows of its visitor.
 * @property {string} language
 * @property {(name: string) => string | null} stored A value in localStorage.
 * @property {(name: string, value: string) => void} store
 * @property {(name: string) => string | undefined} choice
 * @property {(name: string, value?: string) => void} choose
 */

/** The microphone that is shown in the player, until it is closed, with its list. @type {Promise<{ microphone: Microphone, devices: ReturnType<typeof list> }> | undefined} */
let shown;

/**
 * Opens the microphone, and shows what belongs to it in the player for as long as it is on.
 *
 * @param {Page} page
 * @param {boolean} unasked Whether nobody may be asked.
 */
export async function record(page, unasked) {
  const { microphone, devices } = await (shown ??= show(page).catch((error) => {
    shown = undefined;
    throw error;
  }));
  const opened = await microphone.open(unasked);
  devices.show();
  return opened;
}

/** @param {Page} page */
async function show({ language, stored, store, choice, choose }) {
  const { default: words } = await import(`../embed/element/texts/${language}.js`);
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(`.player${selector}`));
  const [player, place, button] = [find(''), find(' .microphone-controls'), find(' .microphone')];
  // As a field tells of its value (src/player/controls.rs).
  const tell = (/** @type {string} */ value) => Object.assign(place, { value }).dispatchEvent(new Event('change', { bubbles: true }));
  let chosen = stored(STORAGE_KEY);
  const held = {
    label: words.hold,
    on: () => choice('talk') === 'hold',
    turn: (/** @type {boolean} */ on) => {
      choose('talk', on ? 'hold' : '');
      tell('mode');
    },
  };
  const devices = list(words, {
    ink: 'var(--sa-ink)',
    held,
    chosen: () => chosen,
    choose: (id) => {
      store(STORAGE_KEY, (chosen = id));
      tell('device');
    },
  });
  devices.node.style.border = '1px solid var(--sa-edge)';
  place.append(devices.node);
  const bar = meter(button);
  const microphone = new Microphone(() => chosen, bar.show);
  const over = new AbortController();
  hold(player, button, tell, over.signal);
  const watch = new MutationObserver(() => {
    const state = player.dataset.microphone ?? '';
    microphone.follow(state);
    if (ON.includes(state)) return;
    shown = undefined;
    watch.disconnect();
    over.abort();
    devices.end();
    bar.end();
  });
  watch.observe(player, { attributeFilter: ['data-microphone'] });
  return { microphone, devices };
}

/**
 * Tells while the button is held. That the space bar is pressed, the player hears itself (src/player/composer.rs); that it is let go, here.
 *
 * @param {HTMLElement} player
 * @param {HTMLElement} button
 * @param {(value: string) => void} tell
 * @param {AbortSignal} signal
 */
function hold(player, button, tell, signal) {
  const release = () => tell('release');
  // Held, not scrolled or marked.
  Object.assign(button.style, { touchAction: 'none', userSelect: 'none' });
  button.addEventListener('pointerdown', ({ pointerId }) => {
    // Until it is released, wherever it is by then.
    button.setPointerCapture(pointerId);
    tell('hold');
  }, { signal });
  button.addEventListener('lostpointercapture', release, { signal });
  // A long touch asks for no menu.
  button.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  player.addEventListener('keyup', release, { signal });
  // Nobody hears that a key is let go where the focus is somewhere else by then.
  player.addEventListener('focusout', ({ relatedTarget }) => player.contains(/** @type {Node | null} */ (relatedTarget)) || release(), { signal });
  addEventListener('blur', release, { signal });
}
