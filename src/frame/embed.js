// The page in the frame: the element with the options of the fragment, driven by the page around it.
import './element.js';
import { CALLS, EVENTS, SECRET, VERSION, understood } from './protocol.js';

const listed = (name) => document.querySelector(`meta[name=${name}]`).content.split(/\s+/).filter(Boolean);
const parents = listed('streaming-avatar-parents');
const services = listed('streaming-avatar-services');
const options = new URLSearchParams(location.hash.slice(1));
const own = (origin) => origin === location.origin;
/** The origin of the page around, as that page says; messages go to it only, and come from it only. */
const page = options.get('parent') ?? location.origin;
const framed = parent !== window;
const allowed = own(page) || parents.includes('*') || parents.includes(page);

const avatar = document.createElement('streaming-avatar');
const known = avatar.constructor.observedAttributes;

/** Anyone can write a link to this page. Tokens are fetched from, and sent to, those only who are this page's or are listed in it. */
const trusted = (address) => {
  const { origin } = new URL(address, location.href);
  return own(origin) || services.includes(origin);
};
function choose(name, value) {
  if (!known.includes(name)) return;
  if (value == null) return avatar.removeAttribute(name);
  if (['api-base', 'token-url'].includes(name) && !trusted(value))
    throw Object.assign(new Error(`${name} is of another origin.`), { code: 'not-listed', action: 'List it in streaming-avatar-services of embed.html.' });
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
    // Without a page around that may drive it, a session is opened by a click only.
    if (SECRET.includes(name) || (name === 'start' && !framed)) continue;
    choose(name, value);
  }
  document.querySelector('main').append(avatar);
  if (!framed) return;

  const tell = (message) => parent.postMessage({ streamingAvatar: VERSION, ...message }, page);
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
