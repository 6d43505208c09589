// The session as the browser's speech recognition sees it, and the visitor's turn as it is written down.
/** @import { RecognitionHost } from '../../extra/recognition.js' */
/** @import { Chosen } from '../options.js' */
/** @import { Host, Life } from './life.js' */
/** @import { Text } from './texts.js' */

/** For so long, in ms, sound that is heard may take to be told. */
const LATE = 2000;

/**
 * @param {Host} host
 * @param {Chosen} chosen
 * @param {Pick<Life, 'silent' | 'interrupt' | 'answers' | 'say'>} life
 * @returns {RecognitionHost}
 */
export function recognitionHost({ hooks, messages }, { language, voiceChat, page }, life) {
  /** @type {Text | undefined} */
  let turn;
  return {
    language,
    held: voiceChat === 'push-to-talk',
    saying: () => (life.silent < LATE ? (messages.all.findLast(({ role }) => role === 'avatar')?.text ?? '') : ''),
    tell: (message) => page?.tell(message),
    words: (text, final) => {
      // Beginning to speak interrupts.
      if (!turn) life.interrupt(true);
      const said = (turn ??= { text, talk: true, taskId: null, message: messages.next() });
      const id = Number(said.message);
      const answered = final && life.answers;
      said.text = text;
      if (answered) hooks.given?.(said);
      messages.ask(id, text, final, final && !answered ? undefined : said);
      if (!final) return;
      turn = said.message = undefined;
      if (answered) life.say(said);
    },
  };
}
