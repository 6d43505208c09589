// The languages of the app's interface, the one that the page speaks, and the translated words, which are loaded for it.
import { parameters } from './choices.js';
import { store, stored } from './storage.js';

/** The languages by their tags, each called by its own name. The words of English are in the wasm. */
const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français', pt: 'Português', ar: 'العربية', ja: '日本語', zh: '中文' };

/** The first language that the page speaks: of its address, of an earlier choice, of the browser. */
export function preferredLanguage() {
  const tags = [parameters.get('lang'), stored('language'), ...navigator.languages];
  const plain = tags.map((tag) => tag?.toLowerCase().split('-')[0]);
  return plain.find((tag) => tag !== undefined && Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}

/**
 * A word on each line, in the form in which the app's wasm reads words: that of the source files, which the build packs tighter.
 * @param {Record<string, string | Record<string, string>>} words
 * @returns {string}
 */
const lines = (words) =>
  Object.entries(words)
    .map(([key, text]) => (typeof text === 'string' ? `${key}: '${text}',` : `${key}: {\n${lines(text)}\n},`))
    .join('\n');

/** The names of all languages by their tags, in the form of words. */
export const languageNames = lines(LANGUAGES);

/**
 * The words of a language. Where they do not come, the page is in English.
 * @param {string} language
 */
export async function translated(language) {
  if (language === 'en') return undefined;
  const files = ['embed/element', 'app'].map((folder) => import(new URL(`${folder}/texts/${language}.js`, document.baseURI).href));
  const [player, page] = (await Promise.all(files)).map((file) => file.default);
  return { player: lines(player), page: lines(page), dir: player.dir, tagline: page.tagline };
}

/**
 * Remembers a language, and loads the page in it.
 *
 * @param {string} language
 */
export function speak(language) {
  store('language', language);
  const here = new URL(location.href);
  here.searchParams.set('lang', language);
  location.replace(here);
}
