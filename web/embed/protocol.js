// What frame and page say to each other with `postMessage`. Every message is an object with these properties:
//   streamingAvatar   the version, 1
//   id, call, given   page to frame: a method's name with its arguments; the answer has the same id
//   id, result        frame to page: what the method returned
//   id, problem       frame to page: how it failed, `{code, message, action}`
//   event, detail     frame to page: an event of the element; `attached` says that the frame listens
//   set, value        page to frame: an attribute, null to remove it
export const VERSION = 1;

export const CALLS = ['start', 'stop', 'speak', 'interrupt', 'keepAlive', 'renew', 'unblockSound', 'stats', 'timeLeft', 'checkConnection', 'snapshot', 'startRecording', 'stopRecording', 'open', 'close'];

export const EVENTS = ['statechange', 'milestones', 'progress', 'ready', 'speakstart', 'speakend', 'caption', 'limit', 'stats', 'soundblocked', 'retry', 'error', 'ended'];

/** Never in an address: what opens sessions at the owner's cost. The page around sends them once the frame listens. */
export const SECRET = ['token', 'api-key', 'ice-servers'];

/** Whether something is a message of this protocol, in a version that is understood. */
export const understood = (data) => data?.streamingAvatar === VERSION;
