// Puts an element that is held to talk on an empty page, with a text box of the page's own beside it.
const [there, done] = arguments;
import(`${there}/embed/element.js`).then(async () => {
  document.body.replaceChildren(Object.assign(document.createElement("input"), { id: "search" }));
  const avatar = document.createElement("streaming-avatar");
  for (const [name, value] of Object.entries({ "api-base": there, "voice-chat": "push-to-talk", transcript: "", captions: "" })) avatar.setAttribute(name, value);
  avatar.style.maxWidth = "420px";
  document.body.append(avatar);
  window.avatar = avatar;
  window.part = (name) => avatar.shadowRoot.querySelector(`[part~=${name}]`);
  window.states = [];
  avatar.addEventListener("microphonechange", ({ detail }) => states.push(detail.state));
  await avatar.start();
  done(part("microphone").title);
}).catch((error) => done({ error: String(error) }));
