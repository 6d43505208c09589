// Why the avatar in the page does not start, or ends.

/** @typedef {Error & { code: 'page-unsupported' | 'not-loaded', action: string, detail: string }} Refusal */

/**
 * @param {Refusal['code']} code
 * @param {string} message
 * @param {string} action what to do next
 * @param {unknown} [detail]
 * @returns {Refusal}
 */
export const refusal = (code, message, action, detail) => Object.assign(new Error(message), { code, action, detail: String(detail ?? '') });

/** @param {string} lacking what the browser does not have */
export const unsupported = (lacking) =>
  refusal('page-unsupported', `This browser cannot run the avatar in the page: it has no ${lacking}.`, 'Use a current browser, or name a service.', lacking);

/** @param {string} file @param {unknown} detail */
export const notLoaded = (file, detail) =>
  refusal('not-loaded', `A file of the avatar did not come whole: ${file}.`, 'Check the connection and start again.', detail);

/** @param {string} detail the directive of the policy that is missing */
export const notAllowed = (detail) =>
  refusal('page-unsupported', 'This page does not allow the worker that draws the avatar.', "Allow it in the page's content security policy.", detail);
