// The parts of the gallery that need a script, and the source beside each element.
import { Background } from './embed/extra/background.js';
import { StreamingAvatarFrame } from './embed/frame.js';
import { StreamingAvatar } from './embed/module.js';

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
function find(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`);
  return found;
}

// Beside this page, wherever it is hosted; at the root that is where the element looks by itself.
const home = new URL('.', location.href);
const service = home.pathname === '/' ? undefined : home.href.slice(0, -1);
// On a host that has nothing but files, the avatar runs in the page.
const served = fetch(new URL('v1/streaming/avatar.list', home)).then(async (reply) => reply.headers.get('content-type')?.includes('json') ?? false, () => false);
/** @typedef {import('./types/module.js').AvatarOptions} AvatarOptions */
/** @type {Promise<AvatarOptions>} */
const choices = served.then((there) => (there ? { ...(service && { apiBase: service }) } : { service: 'page' }));

for (const element of document.querySelectorAll('streaming-avatar')) {
  const lines = [...element.attributes].map(({ name, value }) => `\n  ${name}${value && `="${value}"`}`);
  const place = element.nextElementSibling?.querySelector('pre');
  if (place) place.textContent = `<streaming-avatar${lines.join('')}\n></streaming-avatar>`;
}
const { service: page } = await choices;
for (const element of document.querySelectorAll('streaming-avatar')) {
  if (page) element.service = page;
  else if (service) element.apiBase = service;
}

const [state, say, start] = [find('module-state', HTMLOutputElement), find('module-say', HTMLButtonElement), find('module-start', HTMLButtonElement)];
const avatar = new StreamingAvatar(await choices);
avatar.video.ariaLabel = 'The avatar';
find('module', HTMLElement).append(avatar.video);
// The page's own avatar comes without a screen.
if (!page)
  avatar.addEventListener('ready', async () => {
    const { canvas } = await Background.of(avatar.video);
    avatar.video.after(canvas);
  }, { once: true });
const resting = () => ['Idle', 'Ended'].includes(avatar.state);
avatar.addEventListener('statechange', ({ detail }) => {
  state.textContent = detail.state;
  say.disabled = detail.state !== 'Live';
  start.textContent = resting() ? 'Begin' : 'End';
});
avatar.addEventListener('error', ({ detail }) => (state.textContent = `${detail.message} ${detail.action}`));
// Problems are told by the event.
start.onclick = () => (resting() ? avatar.start() : avatar.stop()).catch(() => {});
say.onclick = () => avatar.speak(`It is ${new Date().toLocaleTimeString('en', { timeStyle: 'short' })}.`);

const frame = new StreamingAvatarFrame({
  options: { ...(page ? { service: page } : { apiBase: service }), name: 'Clara in a frame', poster: 'page/clara.webp', greeting: 'I live in a frame.' },
});
find('frame', HTMLElement).append(frame.frame);
frame.addEventListener('statechange', ({ detail }) => (find('frame-state', HTMLOutputElement).textContent = detail.state));
find('frame-start', HTMLButtonElement).onclick = () => frame.start().catch(() => {});
