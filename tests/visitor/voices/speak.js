// Speaks three texts in the voice of a service, which fails from the second on.
const [there, done] = arguments;
const told = { spoken: [], problems: [] };
const avatar = new StreamingAvatar({ apiBase: there, quality: "low", muted: true });
document.body.append(avatar.video);
avatar.addEventListener("error", ({ detail }) => told.problems.push(detail));
(async () => {
  await avatar.start();
  told.spoken.push(await avatar.speak("This is the voice of a service."));
  told.spoken.push(await avatar.speak("This is a built-in voice."));
  told.spoken.push(await avatar.speak("And so is this."));
  await avatar.stop();
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
