// The visitor's choices (the app's settings), by their names: those that the page's address asks for, and those of earlier visits. Both have the
// form of an address's parameters, which can be read whatever is in them.
import { store, stored } from './storage.js';

/** The parameters of the page's address. */
export const parameters = new URLSearchParams(location.search);
const chosen = new URLSearchParams(stored('choices') ?? '');

/**
 * A choice; undefined where there is none.
 *
 * @param {string} name
 */
export const choice = (name) => parameters.get(name) ?? chosen.get(name) ?? undefined;

/**
 * Keeps a choice for later visits; an empty one is dropped.
 *
 * @param {string} name
 * @param {string} [value]
 */
export function choose(name, value) {
  if (parameters.has(name)) {
    parameters.delete(name);
    history.replaceState(null, '', `?${parameters}`);
  }
  if (value) chosen.set(name, value);
  else chosen.delete(name);
  store('choices', chosen.toString());
}

/**
 * Copies an address that carries all choices that are kept.
 *
 * @param {string} language
 */
export function share(language) {
  // Empty ones, too: another visitor's own choice takes the place of one that is absent.
  const all = { voice: '', 'task-type': '', ...Object.fromEntries(chosen), lang: language };
  for (const [name, value] of Object.entries(all)) parameters.set(name, value);
  // In the address, too, where the browser lets nobody copy.
  history.replaceState(null, '', `?${parameters}`);
  return navigator.clipboard.writeText(location.href);
}
