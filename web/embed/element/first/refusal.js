// Refusals of what the player is needed for, as problems and as errors.
/** @import { AvatarProblem } from '../../../types/module.js' */

/** @type {AvatarProblem} */
export const NOT_STARTED = { code: 'not-started', message: 'No session is open.', action: 'Call start() first.', detail: '' };
/** @type {AvatarProblem} */
export const CANCELLED = { code: 'stopped', message: 'The start was cancelled.', action: '', detail: '' };

/**
 * A problem as an error. Its class is loaded only when something went wrong.
 *
 * @param {AvatarProblem} problem
 * @returns {Promise<Error>}
 */
export const refusal = (problem) =>
  import('../../session/error.js').then(
    ({ AvatarError }) => /** @type {new (...words: string[]) => Error} */ (AvatarError),
    // Not even that came.
    () => /** @type {new (...words: string[]) => Error} */ (Error),
  ).then((Kind) => Object.assign(new Kind(''), { name: 'AvatarError', ...problem }));

/**
 * Tells of a problem as an event of the element, and gives it as an error.
 *
 * @param {Element} element
 * @param {AvatarProblem} problem
 */
export function tell(element, problem) {
  element.dispatchEvent(new CustomEvent('error', { detail: problem }));
  return refusal(problem);
}
