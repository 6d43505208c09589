// The page in the frame: the element with the options of the fragment, driven by the page around it.
import './element.js';
import { like } from './session/names.js';
import { CALLS, EVENTS, SECRET, VERSION, understood } from './protocol.js';

/** Origins are compared as the browser's parser writes them, whatever way somebody else did. An opaque one is nobody's. */
const originOf = (address) => (URL.canParse(address, location.href) ? new URL(address, location.href).origin : 'null');
const listed = (name) => document.querySelector(`meta[name=${name}]`).content.split(/\s+/).filter(Boolean).map((entry) => (entry === '*' ? entry : originOf(entry)));
const parents = listed('streaming-avatar-parents');
const services = listed('streaming-avatar-services');
const options = new URLSearchParams(location.hash.slice(1));
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

const avatar = document.createElement('streaming-avatar');
/** Code comes from this page's own folder only. */
const known = avatar.constructor.observedAttributes.filter((name) => name !== 'assets-url');

const problem = (code, message, action) => Object.assign(new Error(message), { code, action });

/**
 * An address as the parser reads it, which is how it is used from then on. Anyone can write a link to this page: tokens are fetched from,
 * and sent to, those only who are this page's or are listed in it.
 */
function trusted(name, value) {
  const origin = originOf(value);
  if (own(origin) || (origin !== 'null' && services.includes(origin))) return new URL(value, location.href).href;
  throw problem('not-listed', `${name} is of another origin.`, 'List it in streaming-avatar-services of embed.html.');
}
function choose(name, value) {
  if (!known.includes(name)) throw problem('unknown-attribute', `There is no attribute “${name}”.`, like(name, known));
  if (value == null) return avatar.removeAttribute(name);
  if (['api-base', 'token-url'].includes(name) && value !== '') value = trusted(name, value);
  avatar.setAttribute(name, typeof value === 'object' ? JSON.stringify(value) : value);
}

function refuse(words) {
  const said = document.createElement('p');
  said.role = 'alert';
  said.textContent = words;
  document.querySelector('main').append(said);
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
      if (error.code !== 'unknown-attribute') throw error;
      console.warn(`streaming-avatar: ${error.message} ${error.action}`);
    }
  }
  document.querySelector('main').append(avatar);
  if (!framed) return;

  // A page that any other may show may be an opaque one, which has no name to send to; what is sent holds no secret.
  const target = page === 'null' ? '*' : page;
  const tell = (message) => parent.postMessage({ streamingAvatar: VERSION, ...message }, target);
  for (const event of EVENTS) avatar.addEventListener(event, ({ detail }) => tell({ event, detail }));
  addEventListener('message', async ({ source, origin, data }) => {
    if (source !== parent || origin !== page || !understood(data)) return;
    const { id, call, given = [], set, value } = data;
    try {
      if (set !== undefined) choose(set, value);
      if (CALLS.includes(call)) tell({ id, result: await avatar[call](...given) });
      else if (id !== undefined) tell({ id });
    } catch (error) {
      tell({ id, problem: { code: error.code ?? error.name, message: error.message, action: error.action ?? '' } });
    }
  });
  tell({ event: 'attached', detail: { version: VERSION } });
}

if (framed && !allowed) refuse('This page may not show the avatar. Whoever keeps it can allow that in embed.html.');
else
  try {
    begin();
  } catch (error) {
    refuse(`${error.message} ${error.action ?? ''}`);
  }
