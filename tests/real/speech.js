// Speaks two texts in the voice of the service, and times each from the call to the first word.
const [there, done] = arguments;
const told = { outcomes: [], problems: [], firstWord: [] };
const avatar = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true, voice: 'tts:joe' });
document.body.append(avatar.video);
avatar.addEventListener('error', ({ detail }) => told.problems.push(detail));
let asked;
avatar.addEventListener('speakstart', () => told.firstWord.push(Math.round(performance.now() - asked)));
(async () => {
  await avatar.start();
  for (const text of ['This is the voice of a service.', 'Each sentence is asked for by itself. The second one is short.']) {
    asked = performance.now();
    told.outcomes.push(await avatar.speak(text));
  }
  await avatar.stop();
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
