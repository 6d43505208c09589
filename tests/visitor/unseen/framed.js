// The page in the frame: a session, its outcome, and the number of repaints.
const avatar = new StreamingAvatar({ apiBase: 'THERE' });
document.body.append(avatar.video);
let paints = 0;
const paint = () => requestAnimationFrame(paint, (paints += 1));
paint();
let left = [];
avatar.addEventListener('statechange', ({ detail }) => left.push(detail.state));
const calls = {
  start: () => avatar.start().then(() => 'live', (error) => error.code),
  stop: () => avatar.stop(),
  // Speaks, and returns the changes meanwhile.
  async speak(text) {
    left = [];
    paints = 0;
    const outcome = await avatar.speak(text);
    return { outcome, left, paints };
  },
};
addEventListener('message', async ({ source, origin, data }) => {
  const [call, ...given] = data;
  source.postMessage({ call, result: await calls[call](...given) }, origin);
});
parent.postMessage({ call: 'attached' }, '*');
