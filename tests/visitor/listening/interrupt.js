// Asks for a story and speaks into it.
const [there, done] = arguments;
const told = { states: [], turns: [] };
const avatar = new StreamingAvatar({ apiBase: there, quality: "low", muted: true });
document.body.append(avatar.video);
const once = (event, is = () => true) =>
  new Promise((happens) => avatar.addEventListener(event, ({ detail }) => is(detail) && happens(detail)));
(async () => {
  told.early = await avatar.startVoiceChat().catch(({ code }) => code);
  avatar.addEventListener("microphonechange", ({ detail }) => told.states.push(detail.state));
  for (const type of ["userspeakstart", "userspeakend"]) avatar.addEventListener(type, () => told.turns.push(type));
  told.loudest = 0;
  told.quietest = 1;
  avatar.addEventListener("microphonelevel", ({ detail: { level } }) => {
    told.loudest = Math.max(told.loudest, level);
    told.quietest = Math.min(told.quietest, level);
  });
  await avatar.start();
  const begun = once("speakstart");
  const story = avatar.speak("Tell me a story.", { type: "talk" });
  await begun;
  const answered = once("message", ({ text, final }) => text === "Of course." && final);
  await avatar.startVoiceChat();
  told.outcome = await story;
  await answered;
  told.messages = avatar.messages;
  told.devices = (await avatar.microphones()).map(({ deviceId, label }) => !!deviceId && !!label);
  await avatar.stop();
  told.tracks = window.tracks.map(({ readyState }) => readyState);
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
