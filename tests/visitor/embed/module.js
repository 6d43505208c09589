const [there, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  let tokens = 0;
  const token = async () => {
    tokens += 1;
    const reply = await fetch(`${there}/v1/streaming.create_token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    return (await reply.json()).data.token;
  };
  const avatar = new StreamingAvatar({ apiBase: there, token });
  document.body.append(avatar.video);
  const states = [];
  avatar.addEventListener('statechange', ({ detail }) => states.push(detail.state));
  await avatar.start();
  const outcomes = [await avatar.speak('Hello.')];
  const long = avatar.speak('This sentence is so long that it will be cut off before anyone hears how it would have ended.');
  await new Promise((began) => avatar.addEventListener('speakstart', began, { once: true }));
  avatar.interrupt();
  outcomes.push(await long);
  await avatar.stop();
  const refusing = new StreamingAvatar({ apiBase: there, token: () => Promise.reject(Object.assign(new Error('no'), { status: 401 })) });
  const refused = await refusing.start().then(() => 'started', (error) => error.code);
  return { states, outcomes, tokens, refused };
})().then(done, (error) => done({ error: String(error) }));
