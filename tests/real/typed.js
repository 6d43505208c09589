// Asks the model, interrupts an answer, and asks again. Times each answer from the question to the first word.
const [there, done] = arguments;
const told = { firstWord: [] };
const avatar = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true });
document.body.append(avatar.video);
let asked;
avatar.addEventListener('speakstart', () => told.firstWord.push(Math.round(performance.now() - asked)));
const ask = (text) => {
  asked = performance.now();
  return avatar.speak(text, { type: 'talk' });
};
const once = (event) => new Promise((happens) => avatar.addEventListener(event, ({ detail }) => happens(detail), { once: true }));
(async () => {
  await avatar.start();
  const ended = once('speakend');
  ask('What can I see in this room?');
  told.first = await ended;
  const begun = once('speakstart');
  const long = ask('Tell me a long story about the ships.');
  await begun;
  avatar.interrupt();
  told.interrupted = await long;
  told.next = await ask('And the painting on the wall?');
  await avatar.stop();
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
