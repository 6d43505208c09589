// The page in the frame: the element with the options of the fragment, driven by the page around it.
import './element.js';
import { CALLS, EVENTS, VERSION, understood } from './protocol.js';

const options = new URLSearchParams(location.hash.slice(1));
const allowed = document.querySelector('meta[name=streaming-avatar-parents]').content.split(/\s+/).filter(Boolean);
const may = (origin) => origin === location.origin || allowed.includes('*') || allowed.includes(origin);
/** The origin of the page around, as that page says; messages go to it only, and come from it only. */
const page = options.get('parent') ?? location.origin;

const avatar = document.createElement('streaming-avatar');
const known = avatar.constructor.observedAttributes;
// A key does not belong in an address.
for (const [name, value] of options) if (known.includes(name) && name !== 'api-key') avatar.setAttribute(name, value);
document.querySelector('main').append(avatar);

if (parent !== window && may(page)) {
  const tell = (message) => parent.postMessage({ streamingAvatar: VERSION, ...message }, page);
  for (const event of EVENTS) avatar.addEventListener(event, ({ detail }) => tell({ event, detail }));
  addEventListener('message', async ({ source, origin, data }) => {
    if (source !== parent || origin !== page || !understood(data)) return;
    const { id, call, given = [], set, value } = data;
    if (known.includes(set)) {
      if (value == null) avatar.removeAttribute(set);
      else avatar.setAttribute(set, typeof value === 'object' ? JSON.stringify(value) : value);
    }
    if (!CALLS.includes(call)) return;
    try {
      const result = await avatar[call](...given);
      tell({ id, result });
    } catch (error) {
      tell({ id, problem: { code: error.code ?? error.name, message: error.message, action: error.action ?? '' } });
    }
  });
  tell({ event: 'attached', detail: { version: VERSION } });
}
