// The same calls on the module, the element and the frame: signals, errors, volume and promises.
const [kind, done] = arguments;
const soon = (millis = 50) => new Promise((later) => setTimeout(later, millis));
const settled = (promise) => promise.then((value) => value ?? 'done', ({ code, name }) => (typeof code === 'string' ? code : name));
const next = (target, type) => new Promise((told) => target.addEventListener(type, ({ detail }) => told(detail), { once: true }));

const makers = {
  async module() {
    const { StreamingAvatar, AvatarError } = await import('/embed/module.js');
    const avatar = new StreamingAvatar({ quality: 'low', volume: 0.5 });
    document.body.append(avatar.video);
    return { avatar, AvatarError, misplace: () => avatar.configure({ apiBase: 'ftp://nowhere.test' }) };
  },
  async element() {
    const { AvatarError } = await import('/embed/module.js');
    await import('/embed/element.js');
    const avatar = Object.assign(document.createElement('streaming-avatar'), { quality: 'low', volume: 0.5 });
    document.body.append(avatar);
    return { avatar, AvatarError, misplace: () => (avatar.apiBase = 'ftp://nowhere.test') };
  },
  async frame() {
    const { StreamingAvatarFrame, AvatarError } = await import('/embed/frame.js');
    const avatar = new StreamingAvatarFrame({ options: { quality: 'low', volume: 0.5, idleTimeout: 60 } });
    document.body.append(avatar.frame);
    return { avatar, AvatarError, misplace: () => avatar.set('apiBase', 'ftp://nowhere.test') };
  },
};

(async () => {
  const { avatar, AvatarError, misplace } = await makers[kind]();
  const found = { preloaded: await settled(avatar.preload()), volume: [avatar.volume] };
  const never = AbortSignal.abort();
  found.never = [await settled(avatar.start({ signal: never })), await settled(avatar.preload({ signal: never })), avatar.state.toLowerCase()];

  const giveUp = new AbortController();
  const started = settled(avatar.start({ signal: giveUp.signal }));
  await soon(0);
  giveUp.abort();
  found.givenUp = await started;
  await settled(avatar.stop());

  found.started = await settled(avatar.start());
  found.clean = avatar.error;
  const changed = next(avatar, 'volumechange');
  avatar.volume = 0.25;
  found.volume.push((await changed).volume, avatar.volume);
  try {
    avatar.volume = 7;
  } catch ({ name }) {
    found.volume.push(name);
  }

  const second = new AbortController();
  const texts = [avatar.speak('One.'), avatar.speak('Nobody hears the second text.', { signal: second.signal }), avatar.speak('Three.')];
  second.abort();
  found.queue = await Promise.all(texts);
  const third = new AbortController();
  const begun = next(avatar, 'speakstart');
  const long = avatar.speak('This text goes on and on, and it would go on for a long while yet, if nobody stopped it in the middle of it.', { signal: third.signal });
  await begun;
  third.abort();
  found.cut = await long;

  const calls = ['stats', 'timeLeft', 'keepAlive', 'interrupt', 'unblockSound'].map((name) => avatar[name]());
  found.promises = calls.every((call) => typeof call.then === 'function');
  found.left = Object.keys(await avatar.timeLeft()).sort();
  await avatar.stop();
  const refused = await avatar.speak('Too late.');
  // The frame gets it in a message of its own.
  await soon();
  found.late = [refused, avatar.error?.code];
  const error = await Promise.resolve(misplace()).then(() => avatar.start()).then(() => null, (reason) => reason);
  found.error = [error instanceof AvatarError, error?.name, !!error?.action];
  return found;
})().then(done, (error) => done({ error: String(error?.stack ?? error) }));
