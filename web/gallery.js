// The parts of the gallery that need a script, and the lines below each element.
import { Background } from './embed/extra/chroma-key.js';
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

const here = home.href;
const script = `<script type="module" src="${here}embed/element.js"></script>`;

/**
 * The lines that an element is made of.
 *
 * @param {Element} element
 */
function linesOf(element) {
  const attributes = [...element.attributes].map(({ name, value }) => `\n  ${name}${value && `="${value}"`}`);
  return `${script}\n<streaming-avatar${attributes.join('')}\n></streaming-avatar>`;
}

/** The lines of those that a script makes. @type {Record<string, string>} */
const SCRIPTS = {
  own: `import { StreamingAvatar } from '${here}embed/module.js';

const avatar = new StreamingAvatar();
document.querySelector('#stage').append(avatar.video);
await avatar.start();
await avatar.speak('It is four o’clock.');`,
  framed: `import { StreamingAvatarFrame } from '${here}embed/frame.js';

const avatar = new StreamingAvatarFrame({ options: { name: 'Clara in a frame' } });
document.querySelector('#stage').append(avatar.frame);
await avatar.start();`,
};

for (const section of document.querySelectorAll('section')) {
  const element = section.querySelector('streaming-avatar');
  const text = element ? linesOf(element) : SCRIPTS[section.id];
  const title = section.querySelector('h2')?.textContent ?? '';
  const lines = Object.assign(document.createElement('pre'), { textContent: text, tabIndex: 0, role: 'region', ariaLabel: `The lines of “${title}”`, translate: false });
  const copy = Object.assign(document.createElement('button'), { type: 'button', className: 'copy', textContent: 'Copy', ariaLabel: `Copy the lines of “${title}”` });
  copy.onclick = () =>
    // Some pages may not write there: then the lines are marked, to be copied by hand.
    navigator.clipboard?.writeText(text).then(() => (copy.textContent = 'Copied'), () => getSelection()?.selectAllChildren(lines)) ?? getSelection()?.selectAllChildren(lines);
  section.querySelector('.lines')?.append(lines, copy);
}
const { service: page } = await choices;
for (const element of document.querySelectorAll('streaming-avatar')) {
  if (page) element.service = page;
  else if (service) element.apiBase = service;
}

const [state, say, start] = [find('module-state', HTMLOutputElement), find('module-say', HTMLButtonElement), find('module-start', HTMLButtonElement)];
// Before green, which `Background` takes out.
const avatar = new StreamingAvatar({ ...(await choices), background: 'transparent' });
avatar.video.ariaLabel = 'The avatar';
find('module', HTMLElement).append(avatar.video);
// The page's own avatar comes without a screen.
if (!page)
  avatar.addEventListener('ready', async () => {
    const { canvas } = await Background.of(avatar.video);
    avatar.video.after(canvas);
  }, { once: true });
const resting = () => ['idle', 'ended'].includes(avatar.state);
avatar.addEventListener('statechange', ({ detail }) => {
  state.textContent = detail.state;
  say.disabled = detail.state !== 'live';
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
