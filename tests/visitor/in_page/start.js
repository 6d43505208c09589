// Starts a new element, and returns the outcome.
const [done] = arguments;
const element = document.createElement("streaming-avatar");
element.service = "page";
element.language = "en";
document.body.prepend(element);
let problem = {};
element.addEventListener("error", ({ detail }) => (problem = detail));
(async () => {
  await customElements.whenDefined("streaming-avatar");
  let outcome;
  try {
    await element.start();
    outcome = await element.speak("Whole again.");
  } catch {
    // Reported as an event, too.
  }
  await new Promise((later) => setTimeout(later, 100));
  const read = element.shadowRoot.querySelector("[part=trouble]")?.textContent;
  await element.stop();
  element.remove();
  done({ ...problem, outcome, read });
})().catch((error) => done({ error: error.message }));
