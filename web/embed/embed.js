// The page in the frame: the element with the options of the fragment, driven by the page around it.
import { StreamingAvatarElement } from './element.js';
import { CALLS, EVENTS, SECRET, understood, VERSION } from './protocol.js';
import { AvatarError } from './session/error.js';
import { like } from './session/names.js';

/**
 * Origins are compared as the browser's parser writes them. An opaque one is nobody's.
 *
 * @param {string} address
 */
const originOf = (address) => (URL.canParse(address, location.href) ? new URL(address, location.href).origin : 'null');
const main = /** @type {HTMLElement} */ (document.querySelector('main'));

/** @param {string} name */
function listed(name) {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector(`meta[name=${name}]`));
  const entries = meta?.content.split(/\s+/).filter(Boolean) ?? [];
  return entries.map((entry) => (entry === '*' ? entry : originOf(entry)));
}
const parents = listed('streaming-avatar-parents');
const services = listed('streaming-avatar-services');
const options = new URLSearchParams(location.hash.slice(1));
/** @param {string} origin */
const own = (origin) => origin !== 'null' && origin === location.origin;

/** The origins of the pages around, the nearest first, as the browser tells them: what a link says of them is anybody's word. */
function around() {
  if (location.ancestorOrigins) return [...location.ancestorOrigins];
  // Firefox has no such list. A page of this origin can be looked at; another is named by the referrer, if it lets itself be named.
  try {
    return [parent.location.origin];
  } catch {
    return [document.referrer ? originOf(document.referrer) : 'null'];
  }
}
const framed = parent !== window;
const pages = framed ? around() : [];
/** Messages go to this origin only, and come from it only. */
const [page] = pages;
const named = pages.every((origin) => own(origin) || (origin !== 'null' && parents.includes(origin)));
const allowed = named || parents.includes('*');

const avatar = /** @type {StreamingAvatarElement} */ (document.createElement('streaming-avatar'));
/** Code comes from this page's own folder only. */
const known = StreamingAvatarElement.observedAttributes.filter((name) => name !== 'assets-url');

/**
 * An address as the parser reads it, which is how it is used from then on. Anyone can write a link to this page: tokens are fetched from,
 * and sent to, this page's origin and those that are listed in it only.
 *
 * @param {string} name
 * @param {string} value
 */
function trusted(name, value) {
  const origin = originOf(value);
  if (own(origin) || (origin !== 'null' && services.includes(origin))) return new URL(value, location.href).href;
  throw new AvatarError('not-listed', `${name} is of another origin.`, 'List it in streaming-avatar-services of embed.html.');
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function choose(name, value) {
  if (!known.includes(name)) throw new AvatarError('unknown-attribute', `There is no attribute “${name}”.`, like(name, known));
  if (value == null) return avatar.removeAttribute(name);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  avatar.setAttribute(name, ['api-base', 'token-url', 'answer-url'].includes(name) && text !== '' ? trusted(name, text) : text);
}

/** @param {string} words */
function refuse(words) {
  const said = document.createElement('p');
  said.role = 'alert';
  said.textContent = words;
  main.append(said);
}

function begin() {
  for (const [name, value] of options) {
    // Earlier versions of frame.js named the page around.
    if (name === 'parent') continue;
    if (SECRET.includes(name)) {
      console.warn(`streaming-avatar: ${name} is not taken from an address, which others may read. Send it with set() of frame.js.`);
      continue;
    }
    // Unasked, a session is opened only for a page that is named: everyone else's visitors click.
    if (name === 'start' && !(framed && named)) continue;
    try {
      choose(name, value);
    } catch (error) {
      if (!(error instanceof AvatarError) || error.code !== 'unknown-attribute') throw error;
      console.warn(`streaming-avatar: ${error.message} ${error.action}`);
    }
  }
  main.append(avatar);
  if (!framed) return;

  // A page that any other may show may be an opaque one, which has no name to send to; what is sent holds no secret.
  const target = page === 'null' ? '*' : page;
  const tell = (/** @type {object} */ message) => parent.postMessage({ streamingAvatar: VERSION, ...message }, target);
  for (const event of EVENTS) avatar.addEventListener(event, (happened) => tell({ event, detail: /** @type {CustomEvent<unknown>} */ (happened).detail }));
  const methods = /** @type {Record<string, (...given: unknown[]) => unknown>} */ (/** @type {unknown} */ (avatar));
  /**
   * The calls under way that can be aborted.
   *
   * @type {Map<number, AbortController>}
   */
  const running = new Map();
  addEventListener('message', async (/** @type {MessageEvent<unknown>} */ { source, origin, data }) => {
    if (source !== parent || origin !== page || !understood(data)) return;
    const { id, call, given = [], set, value, abort, abortable } = data;
    if (abort !== undefined) return running.get(abort)?.abort();
    try {
      if (set !== undefined) choose(set, value);
      if (call && CALLS.includes(call)) {
        if (abortable && id !== undefined) {
          const { signal } = running.set(id, new AbortController()).get(id) ?? {};
          given.push({ .../** @type {object} */ (given.pop()), signal });
        }
        tell({ id, result: await methods[call](...given) });
      } else if (id !== undefined) tell({ id });
    } catch (error) {
      const { code, name, message, action = '' } = /** @type {Error & Partial<AvatarError>} */ (error);
      // The code of a DOMException is a number of old.
      tell({ id, problem: { code: typeof code === 'string' ? code : name, message, action } });
    } finally {
      if (id !== undefined) running.delete(id);
    }
  });
  tell({ event: 'attached', detail: { version: VERSION } });
}

if (framed && !allowed) refuse('This page may not show the avatar. List it in streaming-avatar-parents of embed.html.');
else
  try {
    begin();
  } catch (error) {
    const { message, action = '' } = /** @type {Error & Partial<AvatarError>} */ (error);
    refuse(`${message} ${action}`);
  }
