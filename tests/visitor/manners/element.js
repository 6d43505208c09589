// The element where pages and visitors do the unusual; each finding by its name.
const [step, done] = arguments;
const soon = (millis = 50) => new Promise((later) => setTimeout(later, millis));
const until = async (holds) => {
  for (let tries = 0; tries < 200 && !(await holds()); tries++) await soon();
};
const made = (attributes = {}) => {
  const element = document.createElement("streaming-avatar");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
};
const part = (element, name) => element.shadowRoot.querySelector(`[part~=${name}]`);
const steps = {
  async mutes_and_unmutes() {
    const element = made();
    await element.start();
    const seen = [];
    for (let click = 0; click < 3; click++) {
      part(element, "mute").click();
      await soon(100);
      seen.push(element.video.muted);
    }
    element.remove();
    return seen;
  },
  async starts_again_at_once() {
    const element = made();
    await element.start();
    const stopped = element.stop();
    await element.start();
    const first = [element.state, await stopped];
    // Also from a listener of the end event.
    const again = new Promise((ready) => element.addEventListener("ended", () => element.start().then(ready), { once: true }));
    const over = await element.stop();
    await again;
    const second = [element.state, over];
    element.remove();
    return [first, second];
  },
  async closes_within_its_own_event() {
    const element = made({ mode: "launcher" });
    element.addEventListener("statechange", ({ detail }) => detail.state === "negotiating" && element.close());
    const outcome = await element.start().then(() => "started", (error) => error.code);
    await soon(500);
    const state = element.state;
    element.remove();
    return [outcome, state];
  },
  async counts_down_to_its_end() {
    const element = made();
    const before = await element.timeLeft();
    await element.start();
    const near = new Promise((told) => element.addEventListener("limit", ({ detail }) => told(detail), { once: true }));
    const { idle, cap } = await element.timeLeft();
    const { kind, secondsLeft } = await near;
    const shown = () => Number.parseInt(part(element, "limit").querySelector("[role=timer]")?.textContent ?? "0");
    const first = shown();
    await until(() => shown() < first);
    const [second, left] = [shown(), (await element.timeLeft()).idle];
    part(element, "stay").click();
    const gone = part(element, "limit").hidden;
    await until(async () => (await element.timeLeft()).idle > second);
    const after = (await element.timeLeft()).idle;
    element.remove();
    const counted = second > 0 && second < first && first === secondsLeft && Math.abs(left - second) <= 1;
    return { before, begins: idle > 10 && idle <= 14, cap, kind, counted, gone, later: after > second };
  },
  async starts_twice_in_one_go() {
    const element = made();
    const both = await Promise.all([element.start(), element.start()].map((start) => start.then(() => "started", (error) => error.code)));
    element.remove();
    return both;
  },
  async keeps_what_is_to_be_agreed_to() {
    const element = made({ consent: "Agree to this." });
    const codes = [];
    element.addEventListener("error", ({ detail }) => codes.push(detail.code));
    const before = [await element.stats(), await element.interrupt(), await element.speak("Hello.")];
    const refused = await element.start().catch((error) => error.code);
    const text = part(element, "consent").textContent;
    part(element, "start").click();
    await until(() => element.state === "live");
    const live = element.state;
    await element.stop();
    element.consent = "Agree to that.";
    const again = await element.start().catch((error) => error.code);
    const other = part(element, "consent")?.textContent;
    element.remove();
    return { before, refused, text, live, again, other, codes };
  },
  async is_seen_once() {
    const far = document.createElement("div");
    far.style.height = "5000px";
    document.body.append(far);
    const element = made({ start: "visible" });
    const place = document.createElement("div");
    document.body.append(place);
    place.append(element);
    await soon(200);
    const unseen = element.state;
    element.scrollIntoView();
    await until(() => element.state === "live");
    const seen = element.state;
    await element.stop();
    scrollTo(0, 0);
    await soon(300);
    element.scrollIntoView();
    await soon(800);
    const again = element.state;
    element.remove();
    far.remove();
    place.remove();
    return [unseen, seen, again];
  },
  async takes_methods_and_attributes_of_one_name() {
    const element = made();
    element.start = "click";
    element.renew = true;
    const set = [element.getAttribute("start"), element.hasAttribute("renew"), typeof element.start, typeof element.renew];
    await element.start();
    const state = element.state;
    element.remove();
    return [...set, state];
  },
  async speaks_the_language_asked_for() {
    const element = made({ language: "de" });
    const shown = async (text) => {
      await until(() => part(element, "start")?.textContent === text);
      return part(element, "start").textContent;
    };
    const german = await shown("Starten");
    element.language = "ar";
    const arabic = await shown("ابدأ");
    const direction = getComputedStyle(part(element, "start")).direction;
    element.language = "en";
    const english = await shown("Start");
    element.texts = { start: "Go now", states: { live: "Here" } };
    const own = await shown("Go now");
    await element.start();
    await until(() => part(element, "status").textContent === "Here");
    const live = part(element, "status").textContent;
    await element.stop();
    const ended = part(element, "status").textContent;
    element.remove();
    return [german, arabic, direction, english, own, live, ended.length > 0];
  },
  async comes_back_after_it_was_removed_in_mid_start() {
    const element = made();
    const first = element.start().then(() => "started", (error) => error.code);
    await soon(0);
    element.remove();
    await soon(0);
    document.body.append(element);
    // Moved, as frameworks do: the session goes on.
    const moved = await first;
    await element.stop();
    // Removed for longer: the session is stopped.
    const second = element.start().then(() => "started", (error) => error.code);
    element.remove();
    await soon(800);
    document.body.append(element);
    const removed = await second;
    await element.start();
    const state = element.state;
    const players = element.shadowRoot.querySelectorAll("[part~=player]").length;
    element.remove();
    return [moved, removed === "started" ? "stopped" : removed, state, players];
  },
  async follows_what_changes_while_it_is_live() {
    const element = made({ name: "Anna" });
    await element.start();
    const look = () => ({
      name: part(element, "poster").alt,
      fit: part(element, "stage").dataset.fit,
      transcript: !part(element, "transcript").hidden,
      captions: part(element, "captions-toggle").ariaPressed,
      controls: [!part(element, "controls").hidden, !part(element, "composer").hidden],
      muted: element.video.muted,
      background: element.style.getPropertyValue("--sa-chosen-background"),
    });
    const before = look();
    Object.assign(element, { name: "Clara", fit: "contain", transcript: true, captions: true, controls: "buttons", muted: true, background: "red" });
    const after = look();
    element.controls = "none";
    // The visitor's choice holds until the page changes that very attribute.
    part(element, "transcript-toggle").click();
    element.name = null;
    const last = look();
    const state = element.state;
    element.remove();
    return { before, after, last: [last.name, last.controls, last.transcript], state };
  },
  async waits_for_the_network_while_it_is_there() {
    const waits = [];
    const before = window.addEventListener;
    window.addEventListener = (...given) => {
      if (given[0] === "online" && given[2]?.once) waits.push(given[2].signal);
      return before.call(window, ...given);
    };
    const element = made();
    await element.start();
    for (let times = 0; times < 2; times++) {
      dispatchEvent(new Event("offline"));
      await until(() => waits.length > times);
      if (!times) dispatchEvent(new Event("online"));
    }
    const shown = !!part(element, "trouble").firstChild;
    element.remove();
    await soon(600);
    window.addEventListener = before;
    return [waits.length, shown, waits.map((wait) => !!wait?.aborted).at(-1)];
  },
  async keeps_a_film_of_what_was_removed() {
    const element = made();
    await element.start();
    await element.startRecording();
    await element.speak("This is recorded.");
    element.remove();
    await soon(200);
    const film = await element.stopRecording();
    return [film?.size > 1000, await element.stopRecording()];
  },
  async hears_escape_and_gives_the_focus_back() {
    const element = made({ mode: "launcher" });
    const press = (key, more) => element.shadowRoot.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, ...more }));
    part(element, "launcher").focus();
    part(element, "launcher").click();
    await soon(100);
    const opened = part(element, "start") === element.shadowRoot.activeElement;
    await element.start();
    part(element, "input").focus();
    press("Escape", { isComposing: true });
    const composing = element.matches(":state(open)");
    press("Escape");
    await soon(100);
    const closed = !element.matches(":state(open)");
    const back = part(element, "launcher") === element.shadowRoot.activeElement;
    element.remove();
    return [opened, composing, closed, back];
  },
  async starts_with_enter_and_interrupts_with_escape() {
    const element = made({ transcript: "" });
    const outcomes = [];
    element.addEventListener("speakend", ({ detail }) => outcomes.push(detail.outcome));
    const press = (key) => part(element, "input").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }));
    const send = (text) => {
      part(element, "input").value = text;
      part(element, "input").dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
      press("Enter");
    };
    // The text box exists before the wasm is loaded.
    const boxed = new Promise((there) => new MutationObserver(() => part(element, "input") && there()).observe(element.shadowRoot, { childList: true }));
    part(element, "start").click();
    await boxed;
    send("Early.");
    await until(() => outcomes.length === 1);
    await element.stop();
    const ended = element.state;
    const passed = press("Escape");
    send("Again.");
    await until(() => outcomes.length === 2);
    const begun = new Promise((told) => element.addEventListener("speakstart", told, { once: true }));
    for (let number = 1; number < 6; number++) send(`Text ${number}.`);
    await begun;
    const taken = !press("Escape");
    await until(() => outcomes.length === 7);
    const [early, again, ...others] = outcomes;
    const log = part(element, "transcript");
    const lines = [...log.querySelectorAll("p")];
    const seen = lines.at(-1).getBoundingClientRect().bottom <= log.getBoundingClientRect().bottom;
    const order = lines.map((line) => line.firstChild.textContent);
    // Longer than a moved element is detached.
    part(element, "input").value = "A draft.";
    element.remove();
    await soon(800);
    document.body.append(element);
    await element.start();
    const draft = part(element, "input").value;
    element.remove();
    return { early, ended, passed, again, taken, interrupted: others.every((outcome) => outcome === "interrupted"), order, seen, draft };
  },
};
import("/embed/element.js")
  .then(() => steps[step]())
  .then(
    (found) => done({ found }),
    (error) => done({ error: String(error?.stack ?? error) }),
  );
