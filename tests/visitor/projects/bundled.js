// A short session of one of the page's elements: whether it is styled, its language, and its background.
const [id, done] = arguments;
(async () => {
  const until = async (what, holds) => {
    for (let tries = 0; tries < 300; tries++) {
      const found = await holds();
      if (found) return found;
      await new Promise((later) => setTimeout(later, 50));
    }
    throw new Error(`never: ${what}`);
  };
  await customElements.whenDefined('streaming-avatar');
  const element = document.getElementById(id);
  const errors = [];
  element.addEventListener('error', ({ detail }) => errors.push(`${detail.code}: ${detail.detail}`));
  await until('the service', () => element.apiBase);
  element.background = 'transparent';
  await element.start();
  const root = element.shadowRoot;
  const find = (name) => root.querySelector(`[part~=${name}]`);
  const keyed = await until('a picture without its screen', () => find('keyed')?.width);
  const outcome = await element.speak('One.');
  const player = await until('its words', () => find('player').lang === id && find('player'));
  const { position } = getComputedStyle(player);
  const found = {
    position, keyed: keyed > 0, outcome, dir: player.dir, stop: find('stop').ariaLabel, errors,
    entries: [typeof StreamingAvatar, typeof Background.of, typeof StreamingAvatarFrame],
  };
  await element.stop();
  return found;
})().then(done, (error) => done({ error: `${error.message} ${error.stack}` }));
