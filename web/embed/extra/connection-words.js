// The words of the connection test. English ones are those of its API; others are loaded to be looked at.
import english from './connection-words/en.js';

/** @import { Finding } from './reachability.js' */
/** @typedef {Omit<typeof english, 'findings'> & { findings: Record<string, string[]> }} ConnectionWords The words of one language. */
/** @typedef {Partial<Pick<Finding, 'server' | 'over' | 'millis' | 'detail'>>} Cited Properties of a finding that its sentences cite. */

/** Each with its file's name in full, because that is how bundlers find it. */
const FILES = /** @type {Record<string, () => Promise<{ default: ConnectionWords }>>} */ ({
  de: () => import('./connection-words/de.js'),
  es: () => import('./connection-words/es.js'),
  fr: () => import('./connection-words/fr.js'),
  pt: () => import('./connection-words/pt.js'),
  zh: () => import('./connection-words/zh.js'),
  ja: () => import('./connection-words/ja.js'),
  ar: () => import('./connection-words/ar.js'),
});

/** @type {ConnectionWords} */
export const ENGLISH = english;

/**
 * The words of a language; English ones where it is unknown or does not come.
 *
 * @param {string} language
 * @returns {Promise<ConnectionWords>}
 */
export const connectionWords = (language) => (Object.hasOwn(FILES, language) ? FILES[language]().then((file) => file.default, () => ENGLISH) : Promise.resolve(ENGLISH));

/**
 * Sentence and advice of a finding.
 *
 * @param {ConnectionWords} words
 * @param {string} code
 * @param {Cited} cited
 * @returns {string[]} Empty for a code without words.
 */
export function sentences(words, code, cited) {
  const values = /** @type {Record<string, unknown>} */ ({ origin: location.origin, ...cited });
  return (words.findings[code] ?? []).map((sentence) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? '')));
}
