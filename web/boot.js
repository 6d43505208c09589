// Starts the app, or says in words why it cannot. A file of its own, because a strict content security policy forbids scripts in the page; the
// build joins it with the modules of `app/boot`, so that the page waits for one file.
import { showPreview } from './app/boot/early-requests.js';
import { files } from './app/boot/files.js';
import { host, tools } from './app/boot/host.js';
import { preferredLanguage, translated } from './app/boot/languages.js';
import { place, reason, showError, unsupported } from './app/boot/startup-errors.js';
import { rememberVolume } from './app/boot/volume.js';

/** Waits until the app shows more than that it looks for a service. */
function shown() {
  const there = () => document.querySelector('main > :not(.looking)');
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

async function start() {
  const missing = unsupported();
  if (missing) return showError(`This browser offers no ${missing}. Use a current browser, or allow ${missing} in its settings.`, false);
  const { js, wasm } = files();
  // All are fetched at once.
  const code = fetch(wasm);
  code.catch(() => {});
  showPreview(place).catch(() => {});
  const language = preferredLanguage();
  const words = translated(language).catch((error) => console.warn(`The page's words in ${language} did not come.`, error));
  const { default: init, mount } = await import(js.href);
  await init({ module_or_path: code });
  host.words = (await words) ?? undefined;
  if (host.words) {
    host.language = language;
    document.title = `Streaming Avatar · ${host.words.tagline}`;
  }
  Object.assign(document.documentElement, { lang: host.language, dir: host.words?.dir ?? 'ltr' });
  mount(host);
  await shown();
  rememberVolume();
  place.hidden = true;
  place.replaceChildren();
  // All that the first picture needs, before anyone waits for it. Not every browser says when it is idle.
  (globalThis.requestIdleCallback ?? setTimeout)(() => tools().then(({ prepare }) => prepare()).catch(() => {}));
}

start().catch(async (error) => {
  console.error(error);
  showError(...(await reason()));
});
