// Starts, speaks, interrupts and speaks again.
const [done] = arguments;
const element = document.querySelector("#avatar");
const told = { captions: [], progress: [], outcomes: [] };
const once = (event) => new Promise((happens) => element.addEventListener(event, ({ detail }) => happens(detail), { once: true }));
element.addEventListener("caption", ({ detail }) => told.captions.push(detail.text));
element.addEventListener("progress", ({ detail }) => told.progress.push(detail.loaded));
(async () => {
  await customElements.whenDefined("streaming-avatar");
  await element.start();
  told.outcomes.push(await element.speak("Good **morning**."));
  const begun = once("speakstart");
  const cut = element.speak("This sentence is long enough to be cut off while it is being said, whatever the machine is doing.");
  const dropped = element.speak("This one waits, and is dropped.");
  await begun;
  await element.interrupt();
  told.outcomes.push(await cut, await dropped, await element.speak("And on."));
  const question = element.speak("Who are you?", { type: "talk" });
  await question;
  told.talk = question.problem?.code;
  await new Promise((later) => setTimeout(later, 600));
  done(told);
})().catch((error) => done({ error: `${error.message} ${error.code} ${JSON.stringify(told)}` }));
