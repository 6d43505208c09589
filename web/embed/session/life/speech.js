// A text from `speak`, on its way to the life that says it: it may be refused, and it may be given up.
/** @import { AvatarProblem, SpeakOptions, Speech } from '../../../types/module.js' */
/** @import { Host, Life } from './life.js' */
import { promised, settle } from './texts.js';

/**
 * @param {Host} host
 * @param {Life | undefined} life
 * @param {() => AvatarProblem} fail Tells that no session is open.
 * @param {string} text
 * @param {SpeakOptions} [how] A signal that is aborted interrupts this text alone.
 * @returns {Speech}
 */
export function speech({ hooks, messages }, life, fail, text, { type = 'repeat', signal } = {}) {
  const said = promised({ text: String(text), talk: type !== 'repeat', signal });
  // Before the events that it brings about.
  if (life?.open && !signal?.aborted) {
    hooks.given?.(said);
    if (said.talk) messages.ask(messages.next(), said.text, true, said);
  }
  if (signal?.aborted) settle(said, 'interrupted');
  else if (life?.open) life.say(said);
  else settle(said, 'failed', fail());
  if (signal) {
    const cancel = () => life?.cancel(said);
    signal.addEventListener('abort', cancel);
    said.promise.finally(() => signal.removeEventListener('abort', cancel));
  }
  return said.promise;
}
