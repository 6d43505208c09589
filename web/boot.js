// Starts the app, or says in words why it cannot. A file of its own, because a strict content security policy forbids
// scripts in the page.

const place = /** @type {HTMLElement} */ (document.getElementById("boot"));

/**
 * @param {string} text
 * @param {boolean} withReload
 */
function say(text, withReload) {
  place.hidden = false;
  place.className = "boot failed";
  place.setAttribute("role", "alert");
  // In English in every language of the page.
  Object.assign(place, { lang: "en", dir: "ltr" });
  const words = document.createElement("p");
  words.textContent = text;
  place.replaceChildren(words);
  if (withReload) {
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Reload";
    again.addEventListener("click", () => location.reload());
    place.append(again);
  }
  document.body.append(place);
}

// A fault in the app's own code ends it for good; a page that only stops answering would leave its visitor guessing.
addEventListener("error", (event) => {
  if (typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError) {
    say("Something in this page broke. Reload it to go on.", true);
  }
});

/** @type {import("./app/network.js").Network} */
const network = { iceServers: undefined, relayOnly: false };

/** @param {string} name */
const address = (name) => new URL(name, document.baseURI);

// The page's own service is beside it, wherever it is hosted.
const home = location.pathname.slice(0, location.pathname.lastIndexOf("/"));

// The app's first questions to its own service are asked before the app is there; it takes these replies.
/** @type {Map<string, Promise<{ status: number, retryAfter?: string, text: string }>>} */
const replies = new Map();

/** @param {string} path */
function ask(path) {
  const reply = fetch(home + path, { signal: AbortSignal.timeout?.(15_000) }).then(async (reply) => ({
    status: reply.status,
    retryAfter: reply.headers.get("retry-after") ?? undefined,
    text: await reply.text(),
  }));
  reply.catch(() => {});
  replies.set(path, reply);
  return reply;
}

/**
 * Something of an earlier visit. A browser may forbid to look.
 *
 * @param {string} name
 */
function kept(name) {
  try {
    return localStorage.getItem(`streaming-avatar:${name}`);
  } catch {
    return null;
  }
}

/**
 * Keeps something for later visits. Where the browser forbids it or has no room, it is for this visit.
 *
 * @param {string} name
 * @param {string} value
 */
function remember(name, value) {
  try {
    if (value) localStorage.setItem(`streaming-avatar:${name}`, value);
    else localStorage.removeItem(`streaming-avatar:${name}`);
  } catch {
    // As said above.
  }
}

// The visitor's choices for sessions, by their names: those that the address asks for, and those of earlier visits. Both have the form of
// an address's parameters, which can be read whatever is in them.
const asked = new URLSearchParams(location.search);
const chosen = new URLSearchParams(kept("choices") ?? "");

/** Shows the first avatar's picture in the place where the app will show it. */
async function picture() {
  const { status, text } = await ask("/v1/streaming/avatar.list");
  // The visitor has kept the address of another service (`src/app/remembered.rs`).
  if (kept("address")) return replies.clear();
  if (status !== 200) return;
  // A host of files answers with something else, if at all; nothing more is asked of it.
  /** @type {{ data: ({ status?: string, normal_preview?: string } | null)[] }} */
  const { data } = JSON.parse(text);
  ask("/v1/streaming/voice.list");
  const first = data.find((avatar) => avatar?.status !== "INACTIVE")?.normal_preview;
  const stage = place.querySelector(".stage");
  if (!first || !stage) return;
  const image = document.createElement("img");
  image.className = "still";
  image.alt = "";
  image.fetchPriority = "high";
  image.src = new URL(/^\/(?!\/)/.test(first) ? home + first : first, location.origin).href;
  stage.prepend(image);
}

const tools = () => import("./app/stage/tools.js");

/** The languages of the page by their tags, each called by its own name. The words of English are in the wasm. */
const LANGUAGES = { en: "English", de: "Deutsch", es: "Español", fr: "Français", pt: "Português", ar: "العربية", ja: "日本語", zh: "中文" };

/** The first language that the page speaks: of its address, of an earlier choice, of the browser. */
function spoken() {
  const tags = [asked.get("lang"), kept("language"), ...navigator.languages];
  const plain = tags.map((tag) => tag?.toLowerCase().split("-")[0]);
  return plain.find((tag) => tag !== undefined && Object.hasOwn(LANGUAGES, tag)) ?? "en";
}

/**
 * A word on each line, in the form in which the app's wasm reads words: that of the source files, which the build packs tighter.
 * @param {Record<string, string | Record<string, string>>} words
 * @returns {string}
 */
const lines = (words) =>
  Object.entries(words)
    .map(([key, text]) => (typeof text === "string" ? `${key}: '${text}',` : `${key}: {\n${lines(text)}\n},`))
    .join("\n");

/**
 * The words of a language. Where they do not come, the page is in English.
 * @param {string} language
 */
async function words(language) {
  if (language === "en") return undefined;
  const files = ["embed/element", "app"].map((folder) => import(address(`${folder}/texts/${language}.js`).href));
  const [player, page] = (await Promise.all(files)).map((file) => file.default);
  return { player: lines(player), page: lines(page), dir: player.dir, tagline: page.tagline };
}

// Handed to the app's wasm (`src/host.rs`), which cannot import modules when they are needed.
/**
 * @typedef {object} Host The same as the type in Rust.
 * @property {() => Promise<import("./embed/extra/page.js").PageService | undefined>} pageService The service in the page, where the site was built with it.
 * @property {() => boolean} kept Whether this page came out of the browser's own store.
 * @property {(service: boolean) => void} served Takes whether a service stands beside the page.
 * @property {(path: string) => Promise<unknown> | undefined} earlyReply The reply to a question that was asked already, once: asked again, it is to be answered anew.
 * @property {(name: string) => string | undefined} choice A choice of the visitor's; undefined where there is none.
 * @property {(name: string, value?: string) => void} choose Keeps a choice, or drops it.
 * @property {() => Promise<void>} share Copies an address that carries all choices that are kept.
 * @property {(voice: string, address: string) => void} listen Lets a voice be heard: from this address, or by the page's own avatar.
 * @property {() => boolean} greets Whether the avatar greets: at the first start in this browser.
 * @property {(video: HTMLVideoElement, transparent: boolean, tell: import("./app/stage/tools.js").Tell) => Promise<import("./app/stage/tools.js").Tools>} tools The tools over the picture of a session.
 * @property {(place: HTMLElement) => void} embed Shows the lines for another page.
 * @property {(text: string) => Promise<string>} clean A text without its markup.
 * @property {(unasked: boolean) => Promise<{ track: MediaStreamTrack, other: boolean }>} record Opens the visitor's microphone.
 * @property {() => import("./app/network.js").Network} chosenNetwork The visitor's choices in the dialog, for the next start. They are gone with the page.
 * @property {{ player: string, page: string, dir?: string, tagline: string } | undefined} words The words of a language other than English, a word on each line; `dir` is `rtl` where it is written from right to left.
 * @property {string} languages The names of all languages by their tags, in the same form.
 * @property {string} language The language that the page speaks.
 * @property {(language: string) => void} speak Remembers a language, and loads the page in it.
 * @property {(base: string, key: string | undefined, token: string | undefined, atOnce: boolean) => void} network Opens that dialog.
 */

/** @type {Host} */
const host = {
  pageService: async () => {
    // A site that was built without clang has everything but what draws and speaks.
    const { FILES } = await import("./embed/page/files.js");
    return FILES["page.wasm"] ? (await import("./embed/extra/page.js")).pageService({}) : undefined;
  },
  kept: () => !!navigator.serviceWorker?.controller,
  served: (service) => void keep(!service).catch((error) => console.warn("The page is not kept for use without a network.", error)),
  earlyReply: (path) => {
    const reply = replies.get(path);
    replies.delete(path);
    return reply;
  },
  words: undefined,
  languages: lines(LANGUAGES),
  language: "en",
  choice: (name) => asked.get(name) ?? chosen.get(name) ?? undefined,
  choose: (name, value) => {
    if (asked.has(name)) {
      asked.delete(name);
      history.replaceState(null, "", `?${asked}`);
    }
    if (value) chosen.set(name, value);
    else chosen.delete(name);
    remember("choices", chosen.toString());
  },
  share: () => {
    // Empty ones, too: another visitor's own choice takes the place of one that is absent.
    const all = { voice: "", "task-type": "", ...Object.fromEntries(chosen), lang: host.language };
    for (const [name, value] of Object.entries(all)) asked.set(name, value);
    // In the address, too, where the browser lets nobody copy.
    history.replaceState(null, "", `?${asked}`);
    return navigator.clipboard.writeText(location.href);
  },
  listen: (voice, address) => void import("./app/listen.js").then(({ listen }) => listen(voice, address, host.language)),
  greets: () => {
    if (kept("greeted") || asked.get("greeting") === "off") return false;
    remember("greeted", "1");
    return true;
  },
  speak: (language) => {
    remember("language", language);
    const here = new URL(location.href);
    here.searchParams.set("lang", language);
    location.replace(here);
  },
  tools: async (video, transparent, tell) => (await tools()).Tools.of(video, transparent, tell, host),
  embed: (place) => void import("./app/embed/embed.js").then(({ show }) => show(place, host.language)),
  clean: async (text) => (await import("./embed/extra/cleaner.js")).clean(text),
  record: async (unasked) => (await import("./app/microphone.js")).record({ ...host, kept, remember }, unasked),
  chosenNetwork: () => network,
  network: (base, key, token, atOnce) => void import("./app/network.js").then(({ show }) => show({ base, key, token }, network, atOnce, host.language)),
};

/**
 * Keeps the app's files for use without a network, on hosts that have nothing but files. Where a service answers beside the page, whatever
 * was kept is dropped: its page is always the newest.
 *
 * @param {boolean} wanted
 */
async function keep(wanted) {
  const { serviceWorker } = navigator;
  // Only pages that came over HTTPS, or from this machine, have one.
  if (!serviceWorker) return;
  if (wanted) return serviceWorker.register(address("offline.js"));
  const scope = address("./").href;
  const registered = (await serviceWorker.getRegistrations()).filter((one) => one.scope === scope);
  await Promise.all(registered.map((one) => one.unregister()));
  const kept = (await caches.keys()).filter((name) => name.startsWith(`streaming-avatar:${scope}:`));
  await Promise.all(kept.map((name) => caches.delete(name)));
}

/** Waits until the app shows more than that it looks for a service. */
function shown() {
  const there = () => document.querySelector("main > :not(.looking)");
  return new Promise((/** @type {(value: undefined) => void} */ done) => {
    if (there()) return done(undefined);
    const watch = new MutationObserver(() => {
      if (!there()) return;
      watch.disconnect();
      done(undefined);
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
}

/** The volume of earlier visits, and what becomes of it; the event is only heard on its way down. */
function volume() {
  const wanted = Number(host.choice("volume") ?? 1);
  const video = document.querySelector("video");
  if (video && wanted >= 0 && wanted <= 1) video.volume = wanted;
  document.addEventListener("volumechange", ({ target }) => {
    const { volume } = /** @type {HTMLVideoElement} */ (target);
    host.choose("volume", volume < 1 ? volume.toFixed(2) : "");
  }, true);
}

/** The names of the app's files, which the build writes beside this script's. */
const files = () => /** @type {{ js: string, wasm: string }} */ (/** @type {HTMLElement} */ (document.querySelector("script[data-wasm]")).dataset);

async function start() {
  const missing = typeof WebAssembly !== "object" ? "WebAssembly" : typeof RTCPeerConnection !== "function" ? "WebRTC" : "";
  if (missing) return say(`This browser offers no ${missing}. Use a current browser, or allow ${missing} in its settings.`, false);
  const { js, wasm } = files();
  // All are fetched at once.
  const code = fetch(address(wasm));
  code.catch(() => {});
  picture().catch(() => {});
  const language = spoken();
  const translated = words(language).catch((error) => console.warn(`The page's words in ${language} did not come.`, error));
  const { default: init, mount } = await import(address(js).href);
  await init({ module_or_path: code });
  host.words = (await translated) ?? undefined;
  if (host.words) {
    host.language = language;
    document.title = `Streaming Avatar · ${host.words.tagline}`;
  }
  Object.assign(document.documentElement, { lang: host.language, dir: host.words?.dir ?? "ltr" });
  mount(host);
  await shown();
  volume();
  place.hidden = true;
  place.replaceChildren();
  // All that the first picture needs, before anyone waits for it. Not every browser says when it is idle.
  (globalThis.requestIdleCallback ?? setTimeout)(() => tools().then(({ prepare }) => prepare()).catch(() => {}));
}

/**
 * Why the app did not come, and whether to load the page again may help. The file in the place of its wasm is examined as the module's is.
 *
 * @returns {Promise<[string, boolean]>}
 */
async function reason() {
  const { wasm } = files();
  try {
    const { compiled } = await import("./embed/session/wasm.js");
    await compiled(new URL(wasm, document.baseURI));
  } catch (error) {
    const { code, message, action } = /** @type {Partial<import("./embed/session/error.js").AvatarError>} */ (error);
    if (code) return [`${message} ${action}`, code === "not-loaded"];
  }
  return ["The page could not be loaded whole. Check the connection.", true];
}

start().catch(async (error) => {
  console.error(error);
  say(...(await reason()));
});
