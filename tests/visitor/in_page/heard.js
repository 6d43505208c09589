// Speaks with an element whose visitors are heard by a scripted recognition of the browser's, and answered by a scripted endpoint.
const [there, done] = arguments;
const told = { asked: [], turns: [], messages: [], problems: [], outcomes: [], captions: [] };
/** All that were made; the last one hears. */
const heard = [];
class SpeechRecognition {
  constructor() {
    heard.push(this);
  }
  start(track) {
    this.track = track;
    setTimeout(() => this.onstart?.());
  }
  stop() {
    setTimeout(() => this.end());
  }
  abort() {
    this.stop();
  }
  end() {
    if (!this.over) this.onend?.();
    this.over = true;
  }
  hear(text, isFinal) {
    const result = Object.assign([{ transcript: text }], { isFinal });
    this.results = [...(this.results ?? []).filter((before) => before.isFinal), result];
    this.onresult({ resultIndex: this.results.length - 1, results: this.results });
  }
}
Object.assign(window, { SpeechRecognition, heard });
const last = () => heard.at(-1);

const answers = [
  ["<thi", "nk>They ask how I am.</think>I am well, thank you for", " your question. It is a fine day, and I could go on about it for a very long time."],
  ["All right."],
];
const fetched = window.fetch;
window.fetch = async (address, how) => {
  if (!String(address).endsWith("/chat")) return fetched(address, how);
  told.asked.push(JSON.parse(how.body));
  const pieces = answers.shift();
  const lines = pieces.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  const body = new Blob([": a comment\n\n", ...lines, "data: [DONE]\n\n"]);
  return new Response(body.stream(), { headers: { "content-type": "text/event-stream" } });
};

const comes = async (what, is) => {
  const until = performance.now() + 15_000;
  while (!is()) {
    if (performance.now() > until) throw new Error(`never: ${what}`);
    await new Promise((later) => setTimeout(later, 20));
  }
};
(async () => {
  await import(`${there}/embed/element.js`);
  const avatar = document.createElement("streaming-avatar");
  const chosen = { service: "page", "voice-chat": "conversational", "answer-url": "/chat", "answer-model": "tiny", "knowledge-base": "Be brief.", language: "en", captions: "", transcript: "" };
  for (const [name, value] of Object.entries(chosen)) avatar.setAttribute(name, value);
  avatar.style.maxWidth = "420px";
  document.body.replaceChildren(avatar);
  window.avatar = avatar;
  const part = (window.part = (name) => avatar.shadowRoot.querySelector(`[part~=${name}]`));
  for (const type of ["userspeakstart", "userspeakend"]) avatar.addEventListener(type, () => told.turns.push(type));
  avatar.addEventListener("error", ({ detail }) => told.problems.push(detail.code));
  avatar.addEventListener("speakend", ({ detail }) => told.outcomes.push(detail.outcome));
  let own = 0;
  avatar.addEventListener("message", ({ detail }) => detail.role === "avatar" && own++);
  avatar.addEventListener("message", ({ detail }) => detail.role === "user" && told.messages.push([detail.text, detail.final]));
  await avatar.start();
  told.before = [avatar.microphone, heard.length, part("recognition")];
  part("microphone").click();
  await comes("it listens", () => avatar.microphone === "listening");
  await comes("it says who hears", () => part("recognition"));
  told.notice = part("recognition").textContent;
  told.how = [last().lang, last().continuous, last().interimResults];

  last().hear("how are", false);
  await comes("the words so far are seen", () => part("captions").textContent === "how are");
  last().hear("How are you?", true);
  // Its own words are known as such once they are told.
  await comes("it answers", () => avatar.speaking && own > 0);
  last().hear("well thank you", false);
  told.echo = told.messages.length;
  // Until some of it was heard.
  await new Promise((later) => setTimeout(later, 2000));
  last().hear("stop that please", false);
  await comes("it is interrupted", () => told.outcomes.length === 1);
  last().hear("Stop that, please.", true);
  await comes("it answers again", () => told.outcomes.length === 2);
  told.log = part("transcript").textContent;
  // Browsers end it by themselves.
  const before = heard.length;
  last().end();
  await comes("it begins anew", () => heard.length > before);
  avatar.muteInputAudio();
  await comes("muted, nothing is recognised", () => last().over && avatar.microphone === "muted");
  avatar.unmuteInputAudio();
  await comes("it listens again", () => avatar.microphone === "listening" && !last().over);
  last().onerror({ error: "network" });
  last().end();
  await comes("a failure is told", () => told.problems.length === 1);
  await comes("it tries again", () => !last().over);
  last().onerror({ error: "not-allowed" });
  await comes("it is over", () => told.problems.length === 2);
  told.state = avatar.microphone;

  // Decisions that need no browser.
  const [{ echoes }, { chat, spoken }, { listed, loudness }] = await Promise.all(["recognition", "chat", "microphone"].map((name) => import(`${there}/embed/extra/${name}.js`)));
  told.echoes = [echoes("am well", "I am well."), echoes("no, stop", "I am well."), echoes("你好", "你好吗"), echoes("再见", "你好吗")];
  told.spoken = [spoken("One <thi"), spoken("<think>Two"), spoken("<think>a</think>Three"), spoken("4 < 5")];
  told.levels = [0, 0.03, 1].map((sample) => Math.round(10 * loudness(new Float32Array(64).fill(sample))));
  told.devices = listed([{ kind: "audioinput", deviceId: "default", label: "Default" }, { kind: "audioinput", deviceId: "a", label: "A" }, { kind: "audioinput", deviceId: "", label: "" }]).length;
  const cut = async (lines) => {
    window.fetch = async () => new Response(lines, { headers: { "content-type": "text/event-stream" } });
    try {
      for await (const piece of chat({ url: "/chat" })("Well?", { messages: [] })) told.piece = piece;
    } catch (error) {
      return error.message;
    }
  };
  told.cut = [await cut('data: {"choices":[{"delta":{"content":"Half"}}]}\n'), await cut('data: {"error":{"message":"No memory."}}\n')];
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
