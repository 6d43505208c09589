// The controls that belong to a microphone, shown while one is open.
/** @import { StreamingAvatarElement } from '../../../types/element.js' */
/** @import { Words } from '../texts.js' */
/** @import { Nodes } from './build.js' */

/** States of a microphone that is open, or about to be. */
const OPEN = ['asking', 'listening', 'hearing', 'muted'];

export class MicrophoneControls {
  /** @type {Promise<ReturnType<typeof import('../../extra/element-microphone.js').microphoneControls> | undefined> | undefined} */
  #shown;

  /**
   * @param {string} state
   * @param {StreamingAvatarElement} element
   * @param {Nodes} nodes
   * @param {Words} text
   * @param {boolean} inPage
   */
  follow(state, element, nodes, text, inPage) {
    if (!OPEN.includes(state)) this.#shown = void this.#shown?.then((voice) => voice?.end());
    // Before the visitor has allowed one, they have no names.
    else if (state !== 'asking')
      this.#shown ??= import('../../extra/element-microphone.js').then(
        ({ microphoneControls }) => microphoneControls(element, nodes, text, inPage),
        () => undefined,
      );
  }

  /** @param {number} loudness From 0 to 1. */
  level(loudness) {
    this.#shown?.then((voice) => voice?.show(loudness));
  }
}
