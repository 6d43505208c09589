// Brings an element to a state where it speaks and shows its picture, or to its end.
const [selector, to, done] = arguments;
const element = document.querySelector(selector);
const once = (event) => new Promise((happens) => element.addEventListener(event, happens, { once: true }));
const pictures = (video, count) =>
  new Promise((enough) => {
    const next = () => (count-- > 0 ? video.requestVideoFrameCallback(next) : enough());
    next();
  });
const ways = {
  async speaking() {
    await customElements.whenDefined("streaming-avatar");
    element.open();
    const ready = once("ready");
    element.shadowRoot.querySelector("[part=start]").click();
    await ready;
    const begun = once("speakstart");
    element.speak("Here I am, and this is how I look on your page.");
    await begun;
    await pictures(element.video, 10);
    // The poster fades into the picture.
    await new Promise((later) => setTimeout(later, 600));
  },
  async stopped() {
    await element.stop();
  },
  async closed() {
    element.close();
  },
};
ways[to]().then(
  () => done(to),
  (error) => done({ error: String(error?.message ?? error) }),
);
