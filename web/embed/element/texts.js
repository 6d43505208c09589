// The words of the element. Other languages are loaded when they are asked for; a page may replace any of them.
import { part } from '../session/parts.js';
import english from './texts/en.js';

export const ENGLISH = { ...english, lang: 'en' };

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
const loaded = new Map([['en', Promise.resolve(ENGLISH)]]);

/** The first language that is known of: the element's, the page's, the browser's. */
function language(element, around) {
  const asked = element.language ? [element.language] : [around, ...navigator.languages];
  const plain = asked.map((tag) => tag?.toLowerCase().split('-')[0]);
  return plain.find((tag) => tag === 'en' || Object.hasOwn(FILES, tag ?? '')) ?? 'en';
}

/** Fetches a language. One that does not come is told, and asked for again the next time. */
async function fetched(tag, element) {
  const tell = (detail) => element.dispatchEvent(new CustomEvent('error', { detail }));
  const found = await part(`texts/${tag}.js`, FILES[tag](), tell);
  if (!found) loaded.delete(tag);
  return found ? { ...ENGLISH, ...found.default, lang: tag } : ENGLISH;
}

/**
 * The words for this element, with those that the page replaced through its property `texts`. `around` is the language of the
 * page around it.
 */
export async function words(element, around) {
  const tag = language(element, around);
  if (!loaded.has(tag)) loaded.set(tag, fetched(tag, element));
  const texts = await loaded.get(tag);
  if (!element.texts) return texts;
  // Groups of words are replaced word by word.
  const own = Object.entries(element.texts).map(([name, word]) => [name, typeof word === 'object' ? { ...texts[name], ...word } : word]);
  return { ...texts, ...Object.fromEntries(own) };
}

/** A word by its key, `group.name` for one of a group; undefined where there is none. */
export const word = (text, key) => key.split('.').reduce((group, name) => group?.[name], text);

/** Words by their key, with what stands in the place of `{}` in them; the key where there are none. */
export function said(text, key, argument = '') {
  if (!key) return argument;
  const words = word(text, key) ?? key;
  if (!argument) return words;
  return words.includes('{}') ? words.replace('{}', () => argument) : `${words} ${argument}`;
}
