// Starts and stops a session of the module the given number of times, with a single `StreamingAvatar`.
const [times, done] = arguments;
(async () => {
  const { StreamingAvatar } = await import("/embed/module.js");
  if (!window.avatar) {
    window.avatar = new StreamingAvatar();
    document.body.append(window.avatar.video);
  }
  for (let time = 0; time < times; time += 1) {
    await window.avatar.start();
    await window.avatar.stop();
  }
  // The harness drops its references, so that the browser may collect the connections.
  window.endToEnd.forget();
  return times;
})().then(done, (error) => done({ error: String(error) }));
