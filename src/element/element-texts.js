// The words of the element. Other languages are loaded when they are asked for; a page may replace any of them.

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
  speaking: 'Speaking',
  states: {
    Idle: 'Ready when you are',
    Creating: 'Opening a session…',
    Negotiating: 'Agreeing on sound and picture…',
    Connecting: 'Connecting…',
    Live: 'Live',
    Recovering: 'The connection was lost. Trying again…',
    Stopping: 'Ending…',
    Ended: 'The session has ended',
  },
  ended: {
    idle: 'Ended, because nothing was said for a while',
    cap: 'The session reached its longest time',
    hidden: 'Ended, because the page was out of sight',
    failed: 'The session could not go on',
  },
  limit: {
    idle: 'Nothing was said for a while. The session ends in',
    cap: 'The session reaches its longest time in',
  },
};

const KNOWN = ['de', 'es', 'fr', 'pt', 'zh', 'ja', 'ar'];
const loaded = new Map([['en', Promise.resolve(ENGLISH)]]);

/** The first language that is known of: the element's, the page's, the browser's. */
export function language(element) {
  const asked = element.language ? [element.language] : [element.closest('[lang]')?.lang, ...navigator.languages];
  const plain = asked.map((tag) => tag?.toLowerCase().split('-')[0]);
  return plain.find((tag) => tag === 'en' || KNOWN.includes(tag)) ?? 'en';
}

/** The words for this element, with those that the page replaced through its property `texts`. */
export async function words(element) {
  const tag = language(element);
  if (!loaded.has(tag))
    loaded.set(tag, import(`./texts/${tag}.js`).then(({ default: texts }) => ({ ...ENGLISH, ...texts, lang: tag }), () => ENGLISH));
  const texts = await loaded.get(tag);
  if (!element.texts) return texts;
  // Groups of words are replaced word by word.
  const own = Object.entries(element.texts).map(([name, word]) => [name, typeof word === 'object' ? { ...texts[name], ...word } : word]);
  return { ...texts, ...Object.fromEntries(own) };
}
