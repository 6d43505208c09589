// The error of this package.

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
