const done = arguments[0];
import('/embed/frame.js')
  .then(async ({ StreamingAvatarFrame }) => {
    const frame = new StreamingAvatarFrame();
    document.body.append(frame.frame);
    await frame.start();
    const outcome = await frame.speak('Hello from within.');
    const { size } = await frame.snapshot();
    await frame.stop();
    frame.remove();
    return { outcome, picture: size };
  })
  .then(done, (error) => done({ error: String(error) }));
