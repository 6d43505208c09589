// Lazy loading: parts of the package that are fetched when they are first needed. A part that does not come is reported.
/** @import { AvatarProblem } from '../../types/module.js' */

/**
 * The problem that is reported where a file of the package is missing.
 *
 * @param {string} name
 * @param {unknown} [error]
 * @returns {AvatarProblem}
 */
export const missing = (name, error = '') => ({
  code: 'part-missing',
  message: `A file of the package did not come: ${name}.`,
  action: 'Keep the files of the package together, and let a bundler take them all.',
  detail: String(error),
});

/**
 * The part that `fetched` brings, or null where it does not come: that goes to the console and, as a problem, to `tell`. The session goes on
 * without the part.
 *
 * @template T
 * @param {string} name
 * @param {Promise<T>} fetched
 * @param {(problem: AvatarProblem) => void} tell
 * @returns {Promise<T | null>}
 */
export const part = (name, fetched, tell) =>
  fetched.catch((error) => {
    const problem = missing(name, error);
    console.warn(`streaming-avatar: ${problem.message} ${problem.action}`, error);
    tell(problem);
    return null;
  });
