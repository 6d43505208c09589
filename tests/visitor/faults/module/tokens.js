// Starts with a token from the page's own server, and stops.
const done = arguments[0];
(async () => {
  const { StreamingAvatar } = await import('/embed/module.js');
  const avatar = new StreamingAvatar({ tokenUrl: '/v1/streaming.create_token' });
  const outcome = await avatar.start().then(() => 'started', (error) => error.code);
  await avatar.stop();
  return outcome;
})().then(done, (error) => done({ error: String(error) }));
