// The facts about the element that the model decides by: the controls that it has, and how its visitor talks with the avatar.
/** @import { StreamingAvatarElement } from '../../../types/element.js' */
import { isInPage } from '../../session/options.js';

/**
 * The names of the available controls.
 *
 * @param {StreamingAvatarElement} element
 */
export function availableControls(element) {
  /** @type {Record<string, boolean>} */
  const there = {
    repeat: true,
    microphone: element.voiceChat !== 'off',
    mute: true,
    captions: true,
    transcript: true,
    snapshot: true,
    record: typeof MediaRecorder === 'function' && 'captureStream' in HTMLCanvasElement.prototype,
    pip: document.pictureInPictureEnabled,
    full: document.fullscreenEnabled,
    close: element.mode === 'launcher',
    check: !isInPage(element.service),
  };
  return { names: Object.keys(there).filter((name) => there[name]).join(' ') };
}

/**
 * How the visitor is heard, and whether what they type is answered, by the page's choice.
 *
 * @param {StreamingAvatarElement} element
 */
export function talks({ taskType, answer, answerUrl, voiceChat }) {
  return { on: taskType ? taskType !== 'repeat' : answer || answerUrl ? true : undefined, held: voiceChat === 'push-to-talk' };
}
