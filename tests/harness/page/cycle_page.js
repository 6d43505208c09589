// Starts and stops a session of the avatar in the page this often, all by one `StreamingAvatar`.
const [times, done] = arguments;
(async () => {
  const { StreamingAvatar } = await import("/embed/module.js");
  if (!window.avatar) {
    window.avatar = new StreamingAvatar({ service: "page", quality: "low" });
    document.body.append(window.avatar.video);
  }
  for (let time = 0; time < times; time += 1) {
    await window.avatar.start();
    await window.avatar.stop();
  }
  // Not held by the tests, so that the browser may collect them.
  window.endToEnd.forget();
  return times;
})().then(done, (error) => done({ error: String(error) }));
