// The module, used as its documentation says.
const done = arguments[0];
import('/embed/module.js').then(({ StreamingAvatar }) => {
  const avatar = new StreamingAvatar({ quality: 'medium', encoding: 'VP8' });
  document.body.append(avatar.video);
  let stages;
  avatar.addEventListener('milestones', ({ detail }) => (stages = detail));
  window.contestant = {
    start: () =>
      new Promise((resolve, reject) => {
        const clicked = performance.now();
        avatar.video.requestVideoFrameCallback((now) => resolve(now - clicked));
        avatar.start().catch(reject);
      }),
    stop: () => avatar.stop(),
    stages: () => stages,
  };
  done(0);
}, (error) => done({ error: String(error) }));
