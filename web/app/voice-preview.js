// The preview of a voice: it is heard before it is chosen. Loaded when it is asked for.

/** The sample that is heard just now. @type {{ stop: () => void } | undefined} */
let sounding;

/**
 * Plays the sample of a voice, or has the page's own avatar say one, which has no file of it. A sample that was heard before ends.
 *
 * @param {string} voice Its id; empty for the avatar's own.
 * @param {string} address The address of its sample; empty for the page's own avatar.
 * @param {string} language
 */
export async function listen(voice, address, language) {
  sounding?.stop();
  if (address) {
    const sound = new Audio(address);
    sounding = { stop: () => sound.pause() };
    return sound.play();
  }
  const [{ StreamingAvatar }, { default: words }] = await Promise.all([import('../embed/module.js'), import(`./texts/${language}.js`)]);
  const avatar = new StreamingAvatar({ service: 'page', quality: 'low', voiceId: voice || undefined, language });
  sounding = { stop: () => avatar.dispose() };
  try {
    await avatar.start();
    await avatar.speak(words.samples.second);
  } finally {
    avatar.dispose();
  }
}
