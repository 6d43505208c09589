// Starts two sessions on this page, one after the other, and ends the second: the first must go on.
const done = arguments[0];
(async () => {
  const { StreamingAvatar } = await import('/embed/module.js');
  const [one, two] = [new StreamingAvatar(), new StreamingAvatar()];
  for (const avatar of [one, two]) {
    document.body.append(avatar.video);
    await avatar.start();
  }
  await two.stop();
  window.one = one;
  return one.state;
})().then(done, (error) => done({ error: String(error) }));
