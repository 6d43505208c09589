// Talks with the service's language model: an answer, a refusal, an answer that breaks off, an interrupted answer, and
// one more answer.
const [there, done] = arguments;
const told = { captions: [] };
const avatar = new StreamingAvatar({ apiBase: there, quality: "low", muted: true });
document.body.append(avatar.video);
const talk = (text) => avatar.speak(text, { type: "talk" });
const once = (event) => new Promise((happens) => avatar.addEventListener(event, ({ detail }) => happens(detail), { once: true }));
(async () => {
  await avatar.start();
  const note = ({ detail }) => told.captions.push(detail.text);
  avatar.addEventListener("caption", note);
  let ended = once("speakend");
  talk("Hello?");
  told.whole = await ended;
  avatar.removeEventListener("caption", note);
  told.captions = told.captions.join(" ");

  const refused = talk("May I?");
  told.refused = { outcome: [await refused, refused.problem?.code], detail: refused.problem?.detail };

  ended = once("speakend");
  const cut = talk("All?");
  told.cut = { outcome: [await cut, cut.problem?.code], answer: (await ended).answer };

  const begun = once("speakstart");
  const long = talk("At length?");
  await begun;
  avatar.interrupt();
  told.interrupted = await long;
  told.next = await talk("Still there?");
  await avatar.stop();
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
