// The words of the element. Other languages are loaded when they are asked for; a page may replace any of them.
/** @import { AvatarProblem } from '../../types/module.js' */
/** @import { StreamingAvatarElement } from '../../types/element.js' */
import { part } from '../session/parts.js';
import english from './texts/en.js';

export const ENGLISH = { ...english, lang: 'en' };

/** @typedef {typeof ENGLISH & { dir?: string }} Words The words of one language; `dir` is `rtl` where it is written from right to left. */
/** @typedef {Pick<StreamingAvatarElement, 'language' | 'texts' | 'dispatchEvent'>} Spoken An element, as far as its words are concerned. */

/** Each with its file's name in full, because that is how bundlers find it. */
const FILES = {
  de: () => import('./texts/de.js'),
  es: () => import('./texts/es.js'),
  fr: () => import('./texts/fr.js'),
  pt: () => import('./texts/pt.js'),
  zh: () => import('./texts/zh.js'),
  ja: () => import('./texts/ja.js'),
  ar: () => import('./texts/ar.js'),
};
/** @type {Map<string, Promise<Words>>} */
const loaded = new Map([['en', Promise.resolve(ENGLISH)]]);

/**
 * The first language that is known: the element's, the page's, the browser's.
 *
 * @param {Spoken} element
 * @param {string | undefined} around
 */
function language(element, around) {
  const asked = element.language ? [element.language] : [around, ...navigator.languages];
  const plain = asked.map((tag) => tag?.toLowerCase().split('-')[0]);
  return plain.find((tag) => tag === 'en' || Object.hasOwn(FILES, tag ?? '')) ?? 'en';
}

/**
 * Fetches a language. One that does not come is reported, and asked for again the next time.
 *
 * @param {keyof typeof FILES} tag
 * @param {Spoken} element
 * @returns {Promise<Words>}
 */
async function fetched(tag, element) {
  const tell = (/** @type {AvatarProblem} */ detail) => element.dispatchEvent(new CustomEvent('error', { detail }));
  const found = await part(`texts/${tag}.js`, FILES[tag](), tell);
  if (!found) loaded.delete(tag);
  return found ? { ...ENGLISH, ...found.default, lang: tag } : ENGLISH;
}

/**
 * The words for this element, with those that the page replaced through its property `texts`.
 *
 * @param {Spoken} element
 * @param {string} [around] The language of the page around it.
 * @returns {Promise<Words>}
 */
export async function words(element, around) {
  const tag = language(element, around);
  const coming = loaded.get(tag) ?? fetched(/** @type {keyof typeof FILES} */ (tag), element);
  loaded.set(tag, coming);
  const texts = await coming;
  if (!element.texts) return texts;
  // Groups of words are replaced word by word.
  const groups = /** @type {Record<string, unknown>} */ (texts);
  const own = Object.entries(element.texts).map(([name, word]) => [name, word && typeof word === 'object' ? { .../** @type {object} */ (groups[name]), ...word } : word]);
  return { ...texts, ...Object.fromEntries(own) };
}

/**
 * A word by its key, `group.name` for one of a group; undefined where there is none.
 *
 * @param {Words} text
 * @param {string} key
 */
export function word(text, key) {
  /** @type {unknown} */
  let found = text;
  for (const name of key.split('.')) found = /** @type {Record<string, unknown> | undefined} */ (found)?.[name];
  return /** @type {string | undefined} */ (found);
}

/**
 * Words by their key, with `argument` in the place of `{}` in them; the key where there are none.
 *
 * @param {Words} text
 * @param {string} key
 */
export function said(text, key, argument = '') {
  if (!key) return argument;
  const words = word(text, key) ?? key;
  if (!argument) return words;
  return words.includes('{}') ? words.replace('{}', () => argument) : `${words} ${argument}`;
}
