// The error of this package, and that of a file of it which did not come.

/** A problem, with what to do about it. */
export class AvatarError extends Error {
  name = 'AvatarError';

  /**
   * @param {string} code For programs, such as `unauthorized`.
   * @param {string} message What happened, in a sentence.
   * @param {string} [action] What to do about it, in a sentence.
   * @param {string} [detail] The service's or the browser's own words.
   */
  constructor(code, message, action = '', detail = '') {
    super(message);
    this.code = code;
    this.action = action;
    this.detail = detail;
  }
}

export const AGAIN = 'Check the connection and start again.';

/**
 * The error of a file that did not come, or is not what it should be.
 *
 * @param {string} message
 * @param {string} action
 * @param {unknown} [detail]
 */
export const notLoaded = (message, action, detail = '') => new AvatarError('not-loaded', message, action, String(detail));
