// Uses the tools of the gallery's first element, as a visitor does.
const [what, done] = arguments;
const element = document.querySelector("streaming-avatar");
const inside = (part) => element.shadowRoot.querySelector(`[part=${part}]`);
const until = async (is) => {
  for (let tries = 0; !is(); tries++) {
    if (tries > 200) throw new Error(`${what}: not within 10 s: ${is}`);
    await new Promise((later) => setTimeout(later, 50));
  }
};
const steps = {
  async volume() {
    // Wide enough that every control is shown.
    element.style.width = "700px";
    await element.start();
    await until(() => inside("volume").checkVisibility());
    inside("volume").value = "40";
    inside("volume").dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => element.volume === 0.4);
    element.video.volume = 0.4;
    return [element.volume, inside("volume").value];
  },
  async snapshot() {
    await until(() => inside("snapshot").checkVisibility());
    inside("snapshot").click();
    return what;
  },
  async record() {
    inside("record").click();
    await until(() => inside("record").ariaPressed === "true");
    await element.speak("This is recorded.");
    inside("record").click();
    await until(() => inside("record").ariaPressed === "false");
    return what;
  },
  async "record-to-the-end"() {
    inside("record").click();
    await until(() => inside("record").ariaPressed === "true");
    await new Promise((later) => setTimeout(later, 1000));
    await element.stop();
    return what;
  },
};
steps[what]().then(done, (error) => done({ error: String(error?.message ?? error) }));
