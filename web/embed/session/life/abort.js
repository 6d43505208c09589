// Deferred promises, which are settled from outside, and promises that a signal gives up.

/**
 * @template T
 * @typedef {object} Deferred
 * @property {Promise<T>} promise
 * @property {(value: T) => void} resolve
 * @property {(reason: unknown) => void} reject
 */

/** @returns {Deferred<any>} */
export function deferred() {
  let resolve = (/** @type {unknown} */ _) => {};
  let reject = resolve;
  const promise = new Promise((yes, no) => ((resolve = yes), (reject = no)));
  // Failures are told as events, too: a page need not listen to the promise.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/**
 * The same promise, rejected with the signal's reason and `stop` called where the signal aborts first.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @param {() => unknown} stop
 * @returns {Promise<T>}
 */
export function abortable(promise, signal, stop) {
  if (!signal) return promise;
  const { promise: outcome, resolve, reject } = /** @type {Deferred<T>} */ (deferred());
  const abort = () => {
    reject(signal.reason);
    stop();
  };
  signal.addEventListener('abort', abort);
  promise.then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
  // Aborted while this file was on its way.
  if (signal.aborted) abort();
  return outcome;
}
