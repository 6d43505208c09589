// A page's answer function that streams, is interrupted, fails in several ways, and never settles.
const [there, done] = arguments;
const told = { captions: [], events: [], faults: [] };
const avatar = new StreamingAvatar({ apiBase: there, quality: "low", muted: true });
document.body.append(avatar.video);
const talk = (text) => avatar.speak(text, { type: "talk" });
const once = (event) => new Promise((happens) => avatar.addEventListener(event, ({ detail }) => happens(detail), { once: true }));
(async () => {
  await avatar.start();
  avatar.configure({
    answer: async function* (text) {
      yield "You asked Dr. ";
      yield text.replace("?", ". It is a fi");
      await new Promise((later) => setTimeout(later, 50));
      yield "ne question!";
    },
  });
  const notes = {
    caption: ({ detail }) => told.captions.push(detail.text),
    speakstart: ({ detail }) => told.events.push(`start ${detail.text}`),
    speakend: ({ detail }) => told.events.push(`end ${detail.text}`),
  };
  for (const [name, note] of Object.entries(notes)) avatar.addEventListener(name, note);
  const ended = once("speakend");
  const [, after] = [talk("Who?"), avatar.speak("After it.")];
  told.whole = await ended;
  await after;
  for (const [name, note] of Object.entries(notes)) avatar.removeEventListener(name, note);
  // The last one belongs to the other text.
  told.captions = told.captions.slice(0, -1).join(" ");

  let signal;
  avatar.configure({ answer: (_, how) => ((signal = how.signal), "This is the first sentence of a long answer. This is the second one of it. And a third.") });
  const begun = once("speakstart");
  const cut = talk("At length?");
  const next = avatar.speak("Next.");
  await begun;
  avatar.interrupt({ clear: false });
  told.interrupted = [await cut, signal.aborted];
  told.next = await next;

  const faults = [
    () => {
      throw new Error("No model today.");
    },
    async () => null,
    () => [" "],
    () => new Response("From a response."),
  ];
  for (const answer of faults) {
    avatar.configure({ answer });
    const speech = talk("Well?");
    told.faults.push([await speech, speech.problem?.code ?? null, speech.problem?.detail ?? null]);
  }
  avatar.configure({ answer: (_, how) => ((signal = how.signal), new Promise(() => {})) });
  const never = talk("Ever?");
  await new Promise((later) => setTimeout(later, 100));
  await avatar.stop();
  told.stopped = [await never, signal.aborted];
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
