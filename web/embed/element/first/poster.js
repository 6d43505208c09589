// The poster: what is seen before anyone clicks, with its button.
/** @import { StreamingAvatarElement } from '../../element.js' */
/** @import { Words } from '../texts.js' */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} kind
 * @param {string} part
 */
function made(kind, part, text = '') {
  const node = document.createElement(kind);
  node.className = node.part = part;
  node.textContent = text;
  return node;
}

/**
 * @param {StreamingAvatarElement} element
 * @param {ShadowRoot} root
 * @param {(closed: boolean, consent: string) => void} press Told of a click on its button, and of what was agreed to by that.
 */
export function posterOf(element, root, press) {
  let kind = '';
  /** Writes the words on it. @type {(words: Partial<Words>) => void} */
  let label;

  /** @param {boolean} closed */
  const draw = (closed) => {
    const { poster, mode } = element;
    const consent = element.consent ?? '';
    const focused = root.activeElement;
    const gate = made('div', 'gate');
    // A click beside the button leaves the focus in the panel, where Escape is heard.
    gate.tabIndex = -1;
    if (poster) {
      const image = made('img', 'poster');
      image.alt = element.name ?? '';
      image.src = poster;
      image.onerror = () => image.remove();
      gate.append(image);
    }
    if (consent) {
      const text = made('p', 'consent', consent);
      text.dir = 'auto';
      gate.append(text);
    }
    const button = made('button', closed ? 'launcher' : 'start');
    button.onclick = () => press(closed, consent);
    // The first byte of the player is on its way when the click comes.
    button.onpointerenter = button.onfocus = () => import('../player.js').catch(() => {});
    gate.append(button);
    const close = made('button', 'close');
    close.onclick = () => element.close();
    if (!closed && mode === 'launcher') gate.append(close);
    /** @type {string | undefined} */
    let shown;
    label = (words) => {
      gate.lang = words.lang ?? 'en';
      gate.dir = words.dir ?? 'ltr';
      const said = closed ? (element.label ?? words.talk) : consent ? words.agree : words.start;
      // Only where they change: a browser that translates the page has its own words there.
      if (shown !== (shown = said)) button.textContent = said ?? '';
      if (close.title !== words.close) close.textContent = close.title = words.close ?? '';
    };
    if (self.node?.isConnected) self.node.replaceWith(gate);
    else root.append(gate);
    Object.assign(self, { node: gate, button });
    if (focused) button.focus();
  };

  const self = {
    /** @type {HTMLElement | undefined} */
    node: undefined,
    /** @type {HTMLElement | undefined} */
    button: undefined,
    /**
     * @param {boolean} closed Whether it is a launcher whose panel is not open.
     * @param {Partial<Words>} words
     */
    show(closed, words) {
      const { mode, consent, poster, name } = element;
      // A button that is made anew while it is pressed loses the click.
      if (kind !== (kind = [closed, mode, consent, poster, name].join()) || !self.node?.isConnected) draw(closed);
      label(words);
    },
    /**
     * Says on it what went wrong.
     *
     * @param {string} text
     */
    alert(text) {
      const words = made('p', 'trouble', text);
      words.role = 'alert';
      self.node?.querySelector('[role=alert]')?.remove();
      self.node?.prepend(words);
    },
  };
  return self;
}
