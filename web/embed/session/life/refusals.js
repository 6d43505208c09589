// Refusals: problems and errors that the session itself tells of.
/** @import { AvatarProblem } from '../../../types/module.js' */
import { AGAIN, AvatarError, notLoaded } from '../error.js';

/**
 * A promise that is rejected, and may be ignored, as all of them.
 *
 * @param {unknown} reason
 * @returns {Promise<never>}
 */
export function rejected(reason) {
  const refused = Promise.reject(reason);
  refused.catch(() => {});
  return refused;
}

/** @type {AvatarProblem} */
export const NOT_STARTED = { code: 'not-started', message: 'No session is open.', action: 'Call start() first.', detail: '' };
export const disposed = () => new AvatarError('disposed', 'This avatar was disposed of. Make a new one.', 'Make a new one.');
export const tooLate = () => new AvatarError('not-loaded', 'The player took too long to load.', AGAIN);

/**
 * A refusal as a problem.
 *
 * @param {unknown} error
 * @returns {AvatarProblem}
 */
export const described = (error) => (error instanceof AvatarError ? error : notLoaded('The player could not be loaded.', AGAIN, error));

/**
 * A problem as a plain object, because it goes through `postMessage`, too.
 *
 * @param {AvatarProblem} problem
 * @returns {AvatarProblem}
 */
export const plain = ({ code, message, action, detail }) => ({ code, message, action, detail });
