// The list, the bar and the word of an element whose microphone is open. Loaded with the first one.
/** @import { StreamingAvatarElement } from '../../types/element.js' */
import { heard, list, meter } from './voice.js';

/**
 * @param {StreamingAvatarElement} element
 * @param {{ microphone: HTMLElement, status: HTMLElement }} nodes Its button, and the line at the top.
 * @param {string} language
 * @param {boolean} inPage Whether the browser's own service hears.
 */
export function attend(element, { microphone, status }, language, inPage) {
  const devices = list(language, { ink: '#fff', chosen: () => element.microphoneId, choose: (id) => (element.microphoneId = id) });
  devices.node.style.backgroundColor = 'rgb(14 18 20 / 72%)';
  microphone.after(devices.node);
  const bar = meter(microphone);
  const note = inPage ? heard(language) : undefined;
  if (note) status.parentElement?.append(note);
  return {
    show: bar.show,
    end: () => {
      devices.end();
      bar.end();
      note?.remove();
    },
  };
}
