// Starts the worker, under whatever policy the page has.

import { notAllowed, notLoaded } from './errors.js';
import { SCRIPT, addressOf } from './addresses.js';

/** @type {{ createScriptURL(url: string): any } | undefined} */
let policy;

/** An address as a script's: the policy of Trusted Types takes the avatar's own scripts only. @param {string} address */
export function script(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return address;
  try {
    policy ??= trustedTypes.createPolicy('streaming-avatar', {
      createScriptURL: (/** @type {string} */ url) => {
        if (url === addressOf(SCRIPT) || url.startsWith(`blob:${location.origin}/`)) return url;
        throw new TypeError(`not a script of the avatar: ${addressOf(SCRIPT)}`);
      },
    });
  } catch (error) {
    // A policy is never handed on, because others could then make scripts with it. So each copy of this file has one of its own, and of
    // one name there may be several only where the page says so.
    const both = "trusted-types streaming-avatar; where the page has several copies of these scripts: trusted-types streaming-avatar 'allow-duplicates'";
    throw notAllowed(`${both} (${/** @type {Error} */ (error).message})`);
  }
  return policy?.createScriptURL(address);
}

/** Starts the worker; it is there once it has said so. */
export async function spawnWorker() {
  const address = addressOf(SCRIPT);
  const own = new URL(address).origin === location.origin;
  // No browser starts a worker of another origin, but one may begin with a script of the page's own that imports it.
  const shim = own ? null : URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' }));
  const needed = own ? `worker-src ${location.origin}` : `worker-src blob: ${new URL(address).origin}`;
  /** @type {Worker | undefined} */
  let worker;
  try {
    const started = (worker = new Worker(script(shim ?? address), shim ? { type: 'module' } : {}));
    await new Promise((resolve, reject) => {
      started.onmessage = resolve;
      started.onerror = (event) => {
        event.preventDefault();
        reject(event);
      };
    });
    return started;
  } catch (error) {
    worker?.terminate();
    if (/** @type {any} */ (error)?.code) throw error;
    // A worker does not say why it did not start: whether its script comes tells one reason from the other.
    const response = await fetch(address).catch(() => null);
    const reason = /** @type {{ message?: string }} */ (error)?.message ?? 'refused';
    // A page with such a policy starts only workers that have it, too.
    const embedder = own && !response?.headers.has('cross-origin-embedder-policy') ? `, or ${SCRIPT} with the page's Cross-Origin-Embedder-Policy` : '';
    throw response?.ok ? notAllowed(`${needed}${embedder} (${reason})`) : notLoaded(SCRIPT, `${address}: ${response?.status ?? 'no answer'}`);
  } finally {
    if (shim) URL.revokeObjectURL(shim);
  }
}
