// Renews a session, and checks at every repaint that there is a picture.
const done = arguments[0];
(async () => {
  const { StreamingAvatar } = await import('/embed/module.js');
  const avatar = new StreamingAvatar();
  const { video } = avatar;
  document.body.replaceChildren(video);
  await avatar.start();
  const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const states = [];
  avatar.addEventListener('statechange', ({ detail }) => states.push(detail.state));
  let looks = 0;
  let black = 0;
  let reloads = 0;
  let time = 0;
  let longest = 0;
  let shown = performance.now();
  const see = (now) => {
    longest = Math.max(longest, now - shown);
    shown = now;
    video.requestVideoFrameCallback(see);
  };
  video.requestVideoFrameCallback(see);
  // A video with a new stream starts over and fires its events again.
  video.addEventListener('emptied', () => (reloads += 1));
  let looking = true;
  const look = () => {
    if (!looking) return;
    brush.clearRect(0, 0, 8, 8);
    brush.drawImage(video, 0, 0, 8, 8);
    const pixels = brush.getImageData(0, 0, 8, 8).data;
    const light = pixels.reduce((sum, value, place) => sum + (place % 4 === 3 ? 0 : value), 0) / 192;
    looks += 1;
    if (light < 8) black += 1;
    if (video.currentTime < time) reloads += 1;
    time = video.currentTime;
    requestAnimationFrame(look);
  };
  look();
  const first = avatar.sessionId;
  avatar.renew();
  const until = performance.now() + 30000;
  while (avatar.sessionId === first && performance.now() < until) await new Promise((later) => setTimeout(later, 20));
  await new Promise((later) => setTimeout(later, 1500));
  looking = false;
  const outcome = await avatar.speak('Here I am.');
  return { states, another: avatar.sessionId !== first, looks, black, reloads, longest, outcome };
})().then(done, (error) => done({ error: String(error) }));
