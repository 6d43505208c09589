// Brings the gallery's elements into one state after the other.
const [step, done] = arguments;
const find = (section) => document.querySelector(`#${section} streaming-avatar`);
const inside = (element, part) => element.shadowRoot.querySelector(`[part~="${part}"]`);
const until = async (what) => {
  for (let tries = 0; !what(); tries++) {
    if (tries > 200) throw new Error(`${step}: not within 10 s: ${what}`);
    await new Promise((later) => setTimeout(later, 50));
  }
};
const plain = find("captions");
const arabic = find("language");
const launcher = find("launcher");
const long = "Here is a sentence that takes a while. And here is another one, which takes longer still. ";
/** No button stands alone below a row of many. */
const rowsAreBalanced = async (width) => {
  plain.style.width = `${width}px`;
  await new Promise(requestAnimationFrame);
  const rows = new Map();
  for (const { offsetTop, offsetParent } of inside(plain, "controls").children)
    if (offsetParent) rows.set(offsetTop, (rows.get(offsetTop) ?? 0) + 1);
  const counts = [...rows.values()];
  if (Math.min(...counts) * 2 < Math.max(...counts)) throw new Error(`rows of ${counts} buttons at ${width} px`);
  plain.style.width = "";
};
const steps = {
  async gates() {
    await customElements.whenDefined("streaming-avatar");
    await until(() => inside(arabic, "start")?.closest("[dir=rtl]"));
  },
  async live() {
    inside(plain, "start").click();
    await until(() => plain.state === "live" && !inside(plain, "player").hidden);
    plain.transcript = plain.captions = plain.statistics = true;
    for (const width of [360, 390, 480, 620]) await rowsAreBalanced(width);
    plain.speak(long.repeat(3));
    await until(() => inside(plain, "captions").textContent);
  },
  async long() {
    inside(plain, "input").value = long.repeat(40);
  },
  async ended() {
    await plain.stop();
    await until(() => plain.state === "ended");
  },
  async refused() {
    await plain.start().catch(() => {});
    await until(() => inside(plain, "trouble").firstChild);
  },
  async arabic() {
    await arabic.start();
    arabic.transcript = true;
    arabic.speak("Are these English words? Yes, all of them!");
    await until(() => inside(arabic, "transcript").querySelector("p"));
    const direction = (node) => getComputedStyle(node).direction;
    inside(arabic, "input").value = "English words, with a stop.";
    for (const node of [inside(arabic, "transcript").querySelector("p"), inside(arabic, "input")])
      if (direction(node) !== "ltr") throw new Error(`English is written from right to left in ${node.localName}`);
    if (direction(inside(arabic, "controls")) !== "rtl") throw new Error("the buttons stand from left to right");
  },
  async panel() {
    await arabic.stop();
    launcher.open();
    await until(() => inside(launcher, "start"));
  },
  async "panel-live"() {
    await launcher.start();
    await until(() => launcher.state === "live" && !inside(launcher, "player").hidden);
  },
};
steps[step]().then(
  () => done(step),
  (error) => done({ error: String(error?.message ?? error) }),
);
