// Brings the gallery's elements into one state after the other.
const [step, done] = arguments;
const all = [...document.querySelectorAll("streaming-avatar")];
const inline = all.filter((element) => element.mode !== "launcher");
const [plain, withConsent] = inline;
const launcher = all.find((element) => element.mode === "launcher");
const soon = (millis) => new Promise((later) => setTimeout(later, millis));
const steps = {
  async ready() {
    await customElements.whenDefined("streaming-avatar");
    await soon(500);
  },
  async live() {
    // Like a click on the button below the consent text.
    withConsent.shadowRoot.querySelector("[part=start]").click();
    await plain.start();
    while (withConsent.state !== "live") await soon(50);
    plain.transcript = plain.statistics = plain.captions = true;
    for (const name of ["Captions", "Transcript"]) plain.shadowRoot.querySelector(`[aria-label="${name}"]`)?.click();
    await soon(1500);
  },
  async speaking() {
    plain.captions = true;
    const begun = new Promise((began) => plain.addEventListener("caption", began, { once: true }));
    plain.speak("Here is a sentence that takes a while. And here is another one, which takes longer still, so that there is time to look.");
    await begun;
  },
  async panel() {
    plain.interrupt();
    await plain.stop();
    launcher.open();
    await launcher.start();
  },
  async refused() {
    launcher.close();
    plain.avatarId = "nobody";
    await plain.start().catch(() => {});
    await soon(300);
  },
  async ended() {
    plain.avatarId = null;
    await withConsent.stop();
    await soon(300);
  },
};
steps[step]().then(
  () => done(step),
  (error) => done({ error: String(error?.message ?? error) }),
);
