// Starts, calls keep-alive twice, and returns the state of the session.
const done = arguments[0];
(async () => {
  const { StreamingAvatar } = await import('/embed/module.js');
  const avatar = new StreamingAvatar();
  document.body.append(avatar.video);
  await avatar.start();
  const first = avatar.sessionId;
  let left = false;
  avatar.addEventListener('statechange', () => (left = true));
  avatar.keepAlive();
  await new Promise((later) => setTimeout(later, 1000));
  avatar.keepAlive();
  const until = performance.now() + 30000;
  while ((left && avatar.state !== 'live') && performance.now() < until) await new Promise((later) => setTimeout(later, 100));
  return { state: avatar.state, anew: avatar.sessionId !== first };
})().then(done, (error) => done({ error: String(error) }));
