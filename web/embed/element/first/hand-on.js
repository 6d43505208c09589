// Properties and methods that the element hands on to its player's session, and their values while there is no player: a start brings one.
/** @import { AvatarProblem, SpeakOptions, Speech } from '../../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../element.js' */
/** @import { Player } from '../player.js' */
import { names } from './attributes.js';
import { NOT_STARTED, tell } from './refusal.js';

/** @typedef {'state' | 'speaking' | 'sessionId' | 'video' | 'microphone' | 'messages'} Known The properties that are made here. */
/** @typedef {'speak' | 'interrupt' | 'startVoiceChat' | 'closeVoiceChat' | 'muteInputAudio' | 'unmuteInputAudio' | 'pushToTalkStart' | 'pushToTalkStop' | 'keepAlive' | 'renew' | 'unblockSound' | 'stats' | 'timeLeft' | 'snapshot' | 'startRecording' | 'requestPictureInPicture'} Called The methods that are made here. */
/** @typedef {Record<string, unknown>} Members */
/** @typedef {Record<string, (...given: unknown[]) => unknown>} Methods */

/** Their values, and those that they return, while there is no player. @type {Members} */
const BEFORE = { state: 'idle', microphone: 'unavailable', messages: [], speaking: false, stats: null, timeLeft: { idle: null, cap: null } };

/**
 * Gives a class these properties and methods.
 *
 * @param {Members} prototype
 * @param {(element: StreamingAvatarElement) => Player | undefined} playerOf
 * @param {(element: StreamingAvatarElement) => Promise<Player> | false | undefined} comingTo The player that a start is bringing, while it is not there.
 * @param {(element: StreamingAvatarElement) => void} recordAnew Forgets the recording of a player that has gone.
 */
export function handOn(prototype, playerOf, comingTo, recordAnew) {
  for (const name of names('state microphone sessionId video messages speaking'))
    Object.defineProperty(prototype, name, {
      /** @this {StreamingAvatarElement} */
      get() {
        return /** @type {Members | undefined} */ (/** @type {unknown} */ (playerOf(this)?.session))?.[name] ?? BEFORE[name] ?? null;
      },
      configurable: true,
    });
  for (const name of names('interrupt startVoiceChat closeVoiceChat muteInputAudio unmuteInputAudio pushToTalkStart pushToTalkStop keepAlive renew unblockSound stats timeLeft'))
    prototype[name] = /** @this {StreamingAvatarElement} */ async function (/** @type {unknown[]} */ ...given) {
      const session = /** @type {Methods | undefined} */ (/** @type {unknown} */ (playerOf(this)?.session));
      if (!session && name === 'startVoiceChat') throw await tell(this, NOT_STARTED);
      return session ? session[name](...given) : BEFORE[name];
    };
  /**
   * @this {StreamingAvatarElement}
   * @param {string} text
   * @param {SpeakOptions} [how]
   * @returns {Speech}
   */
  prototype.speak = function (text, how) {
    /** @type {AvatarProblem | null | undefined} */
    let problem = null;
    const outcome = async () => {
      const coming = comingTo(this);
      // Only then: a text that is given to a session is given at once.
      if (coming) await coming.catch(() => {});
      const player = playerOf(this);
      if (!player) {
        problem = NOT_STARTED;
        tell(this, problem);
        return 'failed';
      }
      const speech = player.session.speak(text, how);
      const ended = await speech;
      problem = speech.problem;
      return ended;
    };
    return Object.defineProperty(outcome(), 'problem', { get: () => problem });
  };
  for (const name of names('snapshot startRecording requestPictureInPicture'))
    prototype[name] = /** @this {StreamingAvatarElement} */ async function (/** @type {unknown} */ options) {
      const player = playerOf(this);
      if (!player) throw new DOMException('There is no picture yet.', 'InvalidStateError');
      if (name === 'startRecording') recordAnew(this);
      return /** @type {Methods} */ (/** @type {unknown} */ (player))[name](options);
    };
}
