// The object that is handed to the app's wasm (`src/host.rs`), which cannot import modules when they are needed.
import { choice, choose, parameters, share } from './choices.js';
import { earlyReply } from './early-requests.js';
import { languageNames, speak } from './languages.js';
import { isCached, served } from './offline-cache.js';
import { store, stored } from './storage.js';

/** @type {import('../network.js').Network} */
const network = { iceServers: undefined, relayOnly: false };

/** The tools over the picture, loaded when they are asked for. */
export const tools = () => import('../stage/stage-tools.js');

/** Whether the avatar greets: at the first start in this browser. */
function greets() {
  if (stored('greeted') || parameters.get('greeting') === 'off') return false;
  store('greeted', '1');
  return true;
}

/**
 * @typedef {object} Host The same as the type in Rust.
 * @property {() => Promise<import('../../embed/extra/page-service.js').PageService | undefined>} pageService The service in the page, where the site was built with it.
 * @property {() => boolean} isCached Whether this page came out of the service worker's cache.
 * @property {(service: boolean) => void} served Takes whether a service stands beside the page.
 * @property {(path: string) => Promise<unknown> | undefined} earlyReply The reply to a request that was sent already, once: sent again, it is to be answered anew.
 * @property {(name: string) => string | undefined} choice A choice of the visitor's; undefined where there is none.
 * @property {(name: string, value?: string) => void} choose Keeps a choice, or drops it.
 * @property {() => Promise<void>} share Copies an address that carries all choices that are kept.
 * @property {(voice: string, address: string) => void} listen Lets a voice be heard: from this address, or by the page's own avatar.
 * @property {() => boolean} greets Whether the avatar greets: at the first start in this browser.
 * @property {(video: HTMLVideoElement, transparent: boolean, tell: import('../stage/stage-tools.js').Tell) => Promise<import('../stage/stage-tools.js').Tools>} tools The tools over the picture of a session.
 * @property {(place: HTMLElement) => void} embed Shows the lines for another page.
 * @property {(text: string) => Promise<string>} clean A text without its markup.
 * @property {(unasked: boolean) => Promise<{ track: MediaStreamTrack, other: boolean }>} record Opens the visitor's microphone.
 * @property {() => import('../network.js').Network} chosenNetwork The visitor's choices in the dialog, for the next start. They are gone with the page.
 * @property {{ player: string, page: string, dir?: string, tagline: string } | undefined} words The words of a language other than English, a word on each line; `dir` is `rtl` where it is written from right to left.
 * @property {string} languages The names of all languages by their tags, in the same form.
 * @property {string} language The language that the page speaks.
 * @property {(language: string) => void} speak Remembers a language, and loads the page in it.
 * @property {(base: string, key: string | undefined, token: string | undefined, atOnce: boolean) => void} network Opens that dialog.
 */

/** @type {Host} */
export const host = {
  pageService: async () => {
    // A site that was built without clang has everything but what draws and speaks.
    const { FILES } = await import('../../embed/page/files.js');
    return FILES['page.wasm'] ? (await import('../../embed/extra/page-service.js')).pageService({}) : undefined;
  },
  isCached,
  served,
  earlyReply,
  words: undefined,
  languages: languageNames,
  language: 'en',
  choice,
  choose,
  share: () => share(host.language),
  listen: (voice, address) => void import('../voice-preview.js').then(({ listen }) => listen(voice, address, host.language)),
  greets,
  speak,
  tools: async (video, transparent, tell) => (await tools()).Tools.of(video, transparent, tell, host),
  embed: (place) => void import('../embed/embed.js').then(({ show }) => show(place, host.language)),
  clean: async (text) => (await import('../../embed/extra/cleaner.js')).clean(text),
  record: async (unasked) => (await import('../microphone.js')).record({ ...host, stored, store }, unasked),
  chosenNetwork: () => network,
  network: (base, key, token, atOnce) => void import('../network.js').then(({ show }) => show({ base, key, token }, network, atOnce, host.language)),
};
