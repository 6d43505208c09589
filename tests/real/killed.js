// Begins an answer; `afterwards` tells what became of it, and repeats a text.
const [there, done] = arguments;
import('/embed/module.js').then(async ({ StreamingAvatar }) => {
  const avatar = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true });
  document.body.append(avatar.video);
  await avatar.start();
  const begun = new Promise((happens) => avatar.addEventListener('speakstart', happens, { once: true }));
  const answer = avatar.speak('Tell me everything about every ship in this museum.', { type: 'talk' });
  window.afterwards = async () => {
    const cut = [await answer, answer.problem?.code];
    const repeated = await avatar.speak('I am still here.');
    await avatar.stop();
    return { cut, repeated };
  };
  await begun;
  done(true);
}).catch((error) => done({ error: String(error) }));
