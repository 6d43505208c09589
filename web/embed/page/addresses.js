// Where the files of the avatar in the page are.

/** Answers the calls and draws. */
export const WASM = 'page.wasm';
/** Synthesises speech: not needed for the first picture. */
export const SPEECH = 'speech.wasm';
/** The script of the worker and of the audio thread. */
export const SCRIPT = 'worker.js';

/** The names stand there in full, because that is how bundlers find the files. @type {Record<string, () => URL>} */
const ADDRESSES = {
  [SCRIPT]: () => new URL('./worker.js', import.meta.url),
  [WASM]: () => new URL('./page.wasm', import.meta.url),
  [SPEECH]: () => new URL('./speech.wasm', import.meta.url),
  'voices/en-US.bin': () => new URL('./voices/en-US.bin', import.meta.url),
  'voices/en-GB.bin': () => new URL('./voices/en-GB.bin', import.meta.url),
  'voices/de-DE.bin': () => new URL('./voices/de-DE.bin', import.meta.url),
  'voices/fr-FR.bin': () => new URL('./voices/fr-FR.bin', import.meta.url),
  'voices/es-ES.bin': () => new URL('./voices/es-ES.bin', import.meta.url),
  'voices/it-IT.bin': () => new URL('./voices/it-IT.bin', import.meta.url),
  'figures/clara.bin': () => new URL('./figures/clara.bin', import.meta.url),
  'figures/martin.bin': () => new URL('./figures/martin.bin', import.meta.url),
  'figures/amara.bin': () => new URL('./figures/amara.bin', import.meta.url),
  'figures/ruth.bin': () => new URL('./figures/ruth.bin', import.meta.url),
  'figures/pip.bin': () => new URL('./figures/pip.bin', import.meta.url),
  'clara.webp': () => new URL('./clara.webp', import.meta.url),
  'martin.webp': () => new URL('./martin.webp', import.meta.url),
  'amara.webp': () => new URL('./amara.webp', import.meta.url),
  'ruth.webp': () => new URL('./ruth.webp', import.meta.url),
  'pip.webp': () => new URL('./pip.webp', import.meta.url),
};

/** The folder that holds `page/`, where the page names one. @type {URL | null} */
let folder = null;

/** The files are in the folder `page` of this one, where a bundler has moved them. @param {string} address */
export function moveTo(address) {
  folder = new URL(address.replace(/\/*$/, '/'), document.baseURI);
}

/** A file's address. @param {string} name */
export const addressOf = (name) => (folder ? new URL(`page/${name}`, folder) : ADDRESSES[name]()).href;
