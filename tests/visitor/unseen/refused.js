// Starts in a browser that plays nothing, not even muted, and then touches the page.
const [there, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  const avatar = new StreamingAvatar({ apiBase: there });
  const { video } = avatar;
  let touched = false;
  video.play = () =>
    touched ? HTMLMediaElement.prototype.play.call(video) : Promise.reject(new DOMException('Not yet.', 'NotAllowedError'));
  document.body.append(video);
  const blocked = [];
  avatar.addEventListener('soundblocked', ({ detail }) => blocked.push(detail.blocked));
  await avatar.start();
  while (!blocked.length) await new Promise((later) => setTimeout(later, 50));
  const playing = [!video.paused];
  touched = true;
  avatar.unblockSound();
  while (blocked.length < 2) await new Promise((later) => setTimeout(later, 50));
  playing.push(!video.paused);
  return { blocked, playing, muted: video.muted };
})().then(done, (error) => done({ error: String(error) }));
