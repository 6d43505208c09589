// The element's attributes: what of them is shown at once, and what changed of those that the visitor can change, too.
/** @import { StreamingAvatarElement } from '../../../types/element.js' */
/** @import { Session } from '../../session/session.js' */
/** @import { Nodes } from './build.js' */

/** Attributes that the visitor can switch. */
export const SWITCHES = /** @type {const} */ (['captions', 'transcript']);

export class Attributes {
  /**
   * As they were last.
   *
   * @type {{ muted?: boolean, volume?: number, captions?: boolean, transcript?: boolean, language?: string, texts?: StreamingAvatarElement['texts'] }}
   */
  #last = {};

  /**
   * Shows what depends on nothing else.
   *
   * @param {StreamingAvatarElement} element
   * @param {Nodes} nodes
   */
  show(element, { poster, stage, controls, composer }) {
    poster.hidden = !element.poster;
    poster.alt = element.name ?? '';
    if (element.poster && poster.src !== element.poster) poster.src = element.poster;
    stage.dataset.fit = element.fit ?? 'cover';
    const shown = (element.controls ?? '').trim();
    controls.hidden = shown === 'none' || shown === 'false';
    composer.hidden = controls.hidden || shown === 'buttons';
  }

  /**
   * Takes over what changed since the last time.
   *
   * @param {StreamingAvatarElement} element
   * @param {Session} session
   * @param {(kind: string, detail: object) => void} hear
   * @param {string | undefined} around The language of the page around.
   * @returns {boolean} Whether the words may be others.
   */
  follow(element, session, hear, around) {
    const last = this.#last;
    const { captions, transcript, texts } = element;
    const muted = element.hasAttribute('muted');
    const volume = Number(element.getAttribute('volume') ?? 1);
    const language = element.language ?? around;
    this.#last = { muted, volume, captions, transcript, language, texts };
    if (muted !== last.muted) session.muted = element.muted;
    if (volume !== last.volume && volume >= 0 && volume <= 1) session.volume = volume;
    for (const name of SWITCHES) if (element[name] !== last[name]) hear('switched', { name, on: element[name] });
    return language !== last.language || texts !== last.texts;
  }
}
