// The controls of an element's open microphone, in their places. Loaded with the first one.
/** @import { StreamingAvatarElement } from '../../types/element.js' */
/** @import { MicrophoneWords } from './microphone-ui.js' */
import { list, meter, note } from './microphone-ui.js';

/**
 * @param {StreamingAvatarElement} element
 * @param {{ microphone: HTMLElement, status: HTMLElement }} nodes Its button, and the line at the top.
 * @param {MicrophoneWords} words
 * @param {boolean} inPage Whether the browser's own service hears.
 */
export function microphoneControls(element, { microphone, status }, words, inPage) {
  const devices = list(words, { ink: '#fff', chosen: () => element.microphoneId, choose: (id) => (element.microphoneId = id) });
  devices.node.style.backgroundColor = 'rgb(14 18 20 / 72%)';
  microphone.after(devices.node);
  const bar = meter(microphone);
  const hears = inPage ? note(words) : undefined;
  if (hears) status.parentElement?.append(hears);
  return {
    show: bar.show,
    end: () => {
      devices.end();
      bar.end();
      hears?.remove();
    },
  };
}
