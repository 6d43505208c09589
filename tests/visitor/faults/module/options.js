// Speaks a long text sentence by sentence, then loses its session with reconnect turned off.
const done = arguments[0];
(async () => {
  const { StreamingAvatar } = await import('/embed/module.js');
  const avatar = new StreamingAvatar({ splitSentences: true, recoveries: 0 });
  document.body.append(avatar.video);
  await avatar.start();
  const lines = [];
  avatar.addEventListener('caption', ({ detail }) => lines.push(detail));
  const text =
    'This is the first sentence of a long text, which takes its time to be said. The second one comes right after it, and is no shorter. And here is the third, with which it ends, at last.';
  const began = performance.now();
  const outcome = await avatar.speak(text);
  const seconds = (performance.now() - began) / 1000;
  const recovered = new Promise((state) =>
    avatar.addEventListener('statechange', ({ detail }) => detail.state !== 'live' && state(detail.state), { once: true }),
  );
  const over = new Promise((ended) => avatar.addEventListener('ended', ({ detail }) => ended(detail.reason), { once: true }));
  await fetch('/v1/streaming.stop', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ session_id: avatar.sessionId }),
  });
  return { outcome, lines: lines.length >= 3, late: lines.at(-1).start > seconds / 3, next: await recovered, over: await over };
})().then(done, (error) => done({ error: String(error) }));
