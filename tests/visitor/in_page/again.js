// Ends the session, and starts another.
const [done] = arguments;
const element = document.querySelector("#avatar");
const errors = [];
const note = ({ detail }) => errors.push(detail);
element.addEventListener("error", note);
(async () => {
  await element.stop();
  await element.start();
  const outcome = await element.speak("Still here.");
  element.removeEventListener("error", note);
  done({ outcome, errors });
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(errors)}` }));
