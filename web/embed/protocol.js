// The messages between frame and page (`postMessage`). Every message is an object with these properties:
//   streamingAvatar   the version, 1
//   id, call, given   page to frame: a method's name with its arguments; the answer has the same id
//   id, result        frame to page: what the method returned
//   id, problem       frame to page: how it failed, `{code, message, action}`
//   event, detail     frame to page: an event of the element; `attached` says that the frame listens
//   set, value        page to frame: an attribute, null to remove it
//   abort             page to frame: the id of a call whose signal was aborted; `abortable` came with the call
export const VERSION = 1;

// options:names (written by `cargo xtask options`)
/** Methods that are called over messages. */
export const CALLS = ['preload', 'start', 'stop', 'speak', 'interrupt', 'startVoiceChat', 'closeVoiceChat', 'microphones', 'muteInputAudio', 'unmuteInputAudio', 'pushToTalkStart', 'pushToTalkStop', 'keepAlive', 'renew', 'unblockSound', 'timeLeft', 'checkConnection', 'stats', 'snapshot', 'startRecording', 'stopRecording', 'open', 'close'];

/** Events that are told over messages. */
export const EVENTS = ['statechange', 'milestones', 'progress', 'ready', 'speakstart', 'speakend', 'microphonechange', 'microphonelevel', 'userspeakstart', 'userspeakend', 'message', 'caption', 'limit', 'stats', 'soundblocked', 'retry', 'volumechange', 'error', 'ended'];

/** Never in an address, because they open sessions at the owner's cost. The page around sends them once the frame listens. */
export const SECRET = ['token', 'api-key', 'ice-servers'];
// /options:names

/**
 * The name of an attribute, from that of its property: `api-base` from `apiBase`.
 *
 * @param {string} name
 */
export const attribute = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** @import { AvatarProblem } from '../types/module.js' */

/**
 * @typedef {object} Message
 * @property {number} streamingAvatar
 * @property {number} [id]
 * @property {string} [call]
 * @property {unknown[]} [given]
 * @property {unknown} [result]
 * @property {Pick<AvatarProblem, 'code' | 'message' | 'action'>} [problem]
 * @property {string} [event]
 * @property {unknown} [detail]
 * @property {boolean} [abortable]
 * @property {number} [abort]
 * @property {string} [set]
 * @property {unknown} [value]
 */

/**
 * Whether something is a message of this protocol, in a version that is understood.
 *
 * @param {unknown} data
 * @returns {data is Message}
 */
export const understood = (data) => /** @type {Partial<Message> | null | undefined} */ (data)?.streamingAvatar === VERSION;
