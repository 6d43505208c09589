// The backgrounds to choose from, laid over the picture.
import { css, known, names, take } from './backgrounds.js';

/** @typedef {import('./backgrounds.js').Name} Name */

export class BackgroundPicker {
  node = document.createElement('div');
  #file = Object.assign(document.createElement('input'), { type: 'file', accept: 'image/*', hidden: true });
  /** @type {Map<Name, HTMLButtonElement>} */
  #buttons;

  /**
   * @param {boolean} transparent Whether the pictures are transparent as they come.
   * @param {Record<string, string>} words The names of the backgrounds for people.
   * @param {(name: Name) => void} choose
   * @param {(error: unknown) => void} fail A file is no picture.
   */
  constructor(transparent, words, choose, fail) {
    this.#buttons = new Map(names(transparent).map((name) => {
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', className: 'background', ariaLabel: words[name], title: words[name] });
      Object.assign(button.dataset, { testid: `background-${name}`, background: name });
      button.onclick = () => (name === 'picture' ? this.#file.click() : choose(name));
      button.style.background = css(name);
      return [name, button];
    }));
    this.#file.dataset.testid = 'background-file';
    this.#file.onchange = async () => {
      const [file] = this.#file.files ?? [];
      if (!file) return;
      try {
        await take(file);
        choose('picture');
      } catch (error) {
        fail(error);
      }
      // The same file may be chosen again.
      this.#file.value = '';
    };
    Object.assign(this.node, { className: 'backgrounds', role: 'group', ariaLabel: words.all, hidden: true });
    this.node.append(...this.#buttons.values(), this.#file);
  }

  /**
   * Marks the background that is shown.
   *
   * @param {Name} chosen
   */
  mark(chosen) {
    for (const [name, button] of this.#buttons) button.ariaPressed = String(name === chosen);
    const own = this.#buttons.get('picture');
    if (own && known('picture', true)) own.style.background = css('picture');
  }
}
