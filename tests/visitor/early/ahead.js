// Starts twice in a prerendered page, stops one of them, and then becomes visible.
const [there, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  const [avatar, given] = [new StreamingAvatar({ apiBase: there }), new StreamingAvatar({ apiBase: there })];
  document.body.append(avatar.video);
  const started = avatar.start().then(() => avatar.state, (error) => error.code);
  const stopped = given.start().then(() => given.state, (error) => error.code);
  await given.stop();
  await new Promise((later) => setTimeout(later, 1500));
  const reply = await fetch(`${there}/v1/streaming.list`);
  const before = (await reply.json()).data.sessions.length;
  delete document.prerendering;
  document.dispatchEvent(new Event('prerenderingchange'));
  return { before, stopped: await stopped, after: await started };
})().then(done, (error) => done({ error: String(error) }));
