// Pauses the video for a while, and then lets the avatar speak.
const [there, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  const avatar = new StreamingAvatar({ apiBase: there });
  document.body.append(avatar.video);
  await avatar.start();
  const first = avatar.sessionId;
  const left = [];
  avatar.addEventListener('statechange', ({ detail }) => left.push(detail.state));
  avatar.video.pause();
  // Longer than the allowed pause between pictures of an idle avatar, and than the time for a connection to heal.
  await new Promise((later) => setTimeout(later, 30000));
  const outcome = await avatar.speak('Nobody sees me.');
  return { outcome, left, paused: avatar.video.paused, same: avatar.sessionId === first };
})().then(done, (error) => done({ error: String(error) }));
