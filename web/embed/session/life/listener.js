// Hears the wasm's session of a life, and makes of it events of the page.
/** @import { EndReason, MicrophoneState, State } from '../../../types/module.js' */
/** @import { Listener } from '../../module-wasm.js' */
/** @import { Host, Life } from './life.js' */
/** @import { Texts } from './texts.js' */
/** @import { Voice } from './voice.js' */
import { AvatarError } from '../error.js';
import { readings } from './statistics.js';

/**
 * Once the next life has begun, nobody listens.
 *
 * @param {Life} life
 * @param {Host} host
 * @param {Texts} texts
 * @param {Voice} voice
 * @returns {Listener}
 */
export function listenerOf(life, host, texts, voice) {
  const { hooks, messages, tell } = host;
  /** @type {Listener} */
  const listener = {
    ...texts.listener,
    ...readings(tell),
    message: messages.conversation(),
    state: (name) => {
      const state = /** @type {State} */ (name);
      if (state === 'recovering') texts.lose();
      if (state === 'creating') voice.resume();
      // The end is told with its reason, which comes next.
      if (state !== 'ended') life.enter(state, state === 'recovering' ? life.problem?.code : null);
    },
    session: (id) => {
      life.sessionId = id;
    },
    milestones: (...stages) => {
      const [created, answered, started, connected, firstFrame, firstSound] = stages.map((at) => (at === undefined ? at : at + life.lead));
      tell('milestones', { created, answered, started, connected, firstFrame, firstSound });
    },
    speaking: (speaking) => life.speak(speaking),
    features: (answers) => hooks.answers?.(answers),
    microphone: (name) => voice.follow(/** @type {MicrophoneState} */ (name), life.problem),
    userSpeaking: (speaking) => {
      if (speaking) tell('userspeakstart', {});
      else tell('userspeakend', {});
    },
    limit: (kind, secondsLeft) => tell('limit', { kind: /** @type {'idle' | 'cap'} */ (kind), secondsLeft }),
    soundBlocked: (blocked) => tell('soundblocked', { blocked }),
    problem: (code, message, action, detail) => {
      life.fail({ code, message, action, detail });
      // Told right before the state of the microphone, which of a service that hears nobody does not change.
      if (/^(microphone-|not-heard)/.test(code)) voice.refuse(new AvatarError(code, `${message} ${action}`, action, detail));
    },
    retry: (attempt, millis) => tell('retry', { attempt, after: millis / 1000 }),
    ended: (reason) => life.end(/** @type {EndReason} */ (reason)),
  };
  const guarded = Object.entries(listener).map(([name, method]) => {
    const hear = /** @type {(...told: unknown[]) => void} */ (method);
    const told = (/** @type {unknown[]} */ ...told) => {
      if (!host.lives(life)) return;
      // A kiosk goes on by itself when its page is visited again.
      if (life.done && told[0] === 'creating') life.begin();
      if (!life.done) hear(...told);
    };
    return [name, told];
  });
  return Object.fromEntries(guarded);
}
