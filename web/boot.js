// Starts the app, or says in words why it cannot. A file of its own, because a strict content security policy forbids
// scripts in the page.

const place = document.getElementById("boot");

function say(text, withReload) {
  place.hidden = false;
  place.className = "boot failed";
  place.setAttribute("role", "alert");
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

const network = { iceServers: undefined, relayOnly: false };

const address = (name) => new URL(name, document.baseURI);

// The page's own service is beside it, wherever it is hosted.
const home = location.pathname.slice(0, location.pathname.lastIndexOf("/"));

// What the app asks its own service first is asked before the app is there; it takes these replies.
const replies = new Map();
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

/** Whether the visitor has kept the address of another service (`src/app/remembered.rs`). A browser may forbid to look. */
function elsewhere() {
  try {
    return !!localStorage.getItem("streaming-avatar:address");
  } catch {
    return false;
  }
}

/** Shows the first avatar's picture in the place where the app will show it. */
async function picture() {
  const { status, text } = await ask("/v1/streaming/avatar.list");
  if (elsewhere()) return replies.clear();
  if (status !== 200) return;
  // A host of files answers with something else, if at all; nothing more is asked of it.
  const { data } = JSON.parse(text);
  ask("/v1/streaming/voice.list");
  const first = data.find((avatar) => avatar?.status !== "INACTIVE")?.normal_preview;
  const stage = place.querySelector(".stage");
  if (!first || !stage) return;
  const image = document.createElement("img");
  image.className = "still";
  image.alt = "";
  image.fetchPriority = "high";
  image.src = new URL(/^\/(?!\/)/.test(first) ? home + first : first, location.origin);
  stage.prepend(image);
}

const keying = () => import("./embed/extra/background.js");

// Handed to the app's wasm (`src/host.rs`), which cannot import modules when they are needed.
const host = {
  // Of a page that is hosted without a service: the avatar runs in the page itself.
  pageService: async () => {
    // A site that was built without clang has everything but what draws and speaks.
    const { FILES } = await import("./embed/page/files.js");
    return FILES["page.wasm"] && (await import("./embed/extra/page.js")).pageService({});
  },
  // Whether this page came out of the browser's own store.
  kept: () => !!navigator.serviceWorker?.controller,
  served: (service) => keep(!service).catch((error) => console.warn("The page is not kept for use without a network.", error)),
  // Once each: what is asked again is to be answered anew.
  earlyReply: (path) => {
    const reply = replies.get(path);
    replies.delete(path);
    return reply;
  },
  background: async (video) => (await keying()).Background.of(video),
  // What the visitor chose in the dialog, for the next start. It is gone with the page.
  chosenNetwork: () => network,
  network: async (base, key, token, atOnce) => (await import("./app/network.js")).show({ base, key, token }, network, atOnce),
};

/**
 * Keeps the app's files for use without a network, on hosts that have nothing but files. Where a service answers beside the page, whatever
 * was kept is dropped: its page is always the newest.
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
  return new Promise((done) => {
    if (there()) return done();
    const watch = new MutationObserver(() => {
      if (!there()) return;
      watch.disconnect();
      done();
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
}

async function start() {
  if (typeof WebAssembly !== "object") {
    say("This browser runs no WebAssembly. Use a current browser, or allow WebAssembly in its settings.");
    return;
  }
  if (typeof RTCPeerConnection !== "function") {
    say("This browser offers no WebRTC. Use a current browser, or allow WebRTC in its settings.");
    return;
  }
  const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
  // All are fetched at once.
  const code = fetch(address(wasm));
  code.catch(() => {});
  picture().catch(() => {});
  const { default: init, mount } = await import(address(js));
  await init({ module_or_path: code });
  mount(host);
  await shown();
  place.hidden = true;
  place.replaceChildren();
  // What the first picture needs, before anyone waits for it. Not every browser says when it is idle.
  (globalThis.requestIdleCallback ?? setTimeout)(() => keying().then(({ prepare }) => prepare()).catch(() => {}));
}

/** Why the app did not come. What came in the place of its wasm is looked at by what looks at the module's. */
async function reason() {
  const { wasm } = document.querySelector("script[data-wasm]").dataset;
  try {
    const { compiled } = await import("./embed/session/wasm.js");
    await compiled(new URL(wasm, document.baseURI));
  } catch ({ code, message, action }) {
    if (code) return [`${message} ${action}`, code === "not-loaded"];
  }
  return ["The page could not be loaded whole. Check the connection.", true];
}

start().catch(async (error) => {
  console.error(error);
  say(...(await reason()));
});
