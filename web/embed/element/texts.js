// The words of the element. Other languages are loaded when they are asked for; a page may replace any of them.
import { part } from '../session/parts.js';

export const ENGLISH = {
  lang: 'en',
  start: 'Start',
  again: 'Start again',
  agree: 'Agree and start',
  talk: 'Talk to me',
  stop: 'End',
  cancel: 'Cancel',
  interrupt: 'Interrupt',
  say: 'Text for the avatar to say',
  placeholder: 'What should I say?',
  send: 'Send',
  mute: 'Mute',
  sound: 'Tap for sound',
  captions: 'Captions',
  transcript: 'Transcript',
  pip: 'Picture in picture',
  full: 'Full screen',
  close: 'Close',
  dismiss: 'Dismiss',
  stay: 'Stay',
  picture: 'The avatar',
  check: 'Check the connection',
  checking: 'Checking the connection…',
  checkFailed: 'The test could not be loaded.',
  details: 'Details',
  edit: 'Edit the text',
  over: 'Too long:',
  speaking: 'Speaking',
  loading: 'Loading the avatar:',
  states: {
    Idle: 'Ready when you are',
    Creating: 'Opening a session…',
    Negotiating: 'Agreeing on sound and picture…',
    Connecting: 'Connecting…',
    Live: 'Live',
    Offline: 'Offline. What you send waits for the network.',
    Recovering: 'The connection was lost. Trying again…',
    Stopping: 'Ending…',
    Ended: 'The session has ended',
  },
  ended: {
    idle: 'Ended, because nothing was said for a while',
    cap: 'The session reached its longest time',
    hidden: 'Ended, because the page was out of sight',
    failed: 'The session could not go on',
    cancelled: 'The start was cancelled',
    unopened: 'The session could not be opened',
  },
  outcomes: {
    interrupted: 'Interrupted',
    partly: 'Said in part',
    failed: 'Not said',
  },
  limit: {
    idle: 'Nothing was said for a while. The session ends in',
    cap: 'The session reaches its longest time in',
  },
  problems: {
    unauthorized: 'This page may not use the avatar just now. Load it again, or tell whoever keeps it.',
    'concurrent-limit': 'Too many people are talking with the avatar. Wait a minute and start again.',
    'plan-limit': 'This page may not use the avatar any more. Tell whoever keeps it.',
    'avatar-unavailable': 'This avatar is not available.',
    'text-refused': 'This text cannot be said. Change it and send it again.',
    'rate-limited': 'Too much at once. Wait a moment.',
    unavailable: 'The avatar cannot be reached. Check your connection and start again.',
    'no-route': 'Sound and picture do not come through; a firewall may be in the way. Try another network.',
    'relay-refused': 'Sound and picture do not come through. Try another network, or tell whoever keeps this page.',
    'connection-closed': 'The connection was closed. Start again.',
    frozen: 'The picture stopped. Start again.',
    'timed-out': 'It took too long. Start again.',
    offline: 'This device is offline. It goes on when the network is back.',
    hidden: 'Paused while nobody can see the page. It goes on when it is seen.',
    'webrtc-unsupported': 'This browser cannot show the avatar. Use a current one.',
    'no-token': 'The page got no permission for a session. Load it again, or sign in.',
    'wasm-unsupported': 'This browser cannot run the avatar. Use a current one.',
    'wasm-blocked': 'This page does not let the avatar run. Tell whoever keeps it.',
    'not-loaded': 'The player could not be loaded. Check your connection and start again.',
    'wrong-state': 'The session is over, or not ready yet. Start again.',
    'unknown-session': 'The session is over. Start again.',
    'bad-request': 'Something went wrong. Load the page again.',
    'not-the-api': 'The avatar cannot be reached. A network may ask you to sign in first; else tell whoever keeps this page.',
    'other-transport': 'The avatar cannot be shown here. Tell whoever keeps this page.',
    negotiation: 'This browser cannot play the avatar. Start again, or use another browser.',
    'still-counted': 'A start that was cut off still counts. It is tried again within a minute.',
    'not-started': 'No session is open. Start first.',
    'page-unsupported': 'This browser cannot run the avatar. Use a current one.',
    'no-language-model': 'The avatar can say texts here, but not answer them.',
    'answer-failed': 'There is no answer just now. Try it again.',
  },
};

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
