// Does what the model asks for.
/** @import { StreamingAvatarElement } from '../../../types/element.js' */
/** @import { Session } from '../../session/session.js' */
/** @import { Tools } from './snapshot-and-recording.js' */

/**
 * The deed for each command.
 *
 * @param {StreamingAvatarElement} element
 * @param {Session} session
 * @param {Tools} tools
 * @param {{ start: () => void, speak: (text: string) => void, check: () => void }} view What the view does by itself.
 * @returns {Record<string, (name: string, on: boolean) => unknown>}
 */
export function commandsOf(element, session, tools, view) {
  /** @type {Record<string, (on: boolean) => unknown>} */
  const switches = {
    // A failure is told as an event, too.
    microphone: (on) => (on ? session.startVoiceChat() : session.closeVoiceChat()).catch(() => {}),
    mute: (on) => (session.muted = on),
    captions: (on) => (element.captions = on),
    full: (on) => (on ? element.requestFullscreen() : element.ownerDocument.exitFullscreen()),
    record: (on) => tools.attempt(tools.film(on)),
  };
  /** @type {Record<string, () => unknown>} */
  const deeds = {
    snapshot: () => tools.picture(),
    pip: () => tools.attempt(session.requestPictureInPicture()),
    check: view.check,
  };
  return {
    start: view.start,
    stop: () => element.stop(),
    close: () => element.close(),
    interrupt: () => session.interrupt(),
    clear: () => session.dropWaiting(),
    stay: () => session.keepAlive(),
    sound: () => session.unblockSound(),
    speak: view.speak,
    hold: (_, on) => (on ? session.pushToTalkStart() : session.pushToTalkStop()),
    switch: (name, on) => switches[name]?.(on),
    do: (name) => deeds[name]?.(),
  };
}
