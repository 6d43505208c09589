// The parts of the gallery that need a script, and the source beside each element.
import { Background } from './embed/extra/background.js';
import { StreamingAvatarFrame } from './embed/frame.js';
import { StreamingAvatar } from './embed/module.js';

const find = (id) => document.getElementById(id);

// Beside this page, wherever it is hosted; at the root that is where the element looks by itself.
const home = new URL('.', location.href);
const service = home.pathname === '/' ? undefined : home.href.slice(0, -1);
// On a host that has nothing but files, the avatar runs in the page.
const served = fetch(new URL('v1/streaming/avatar.list', home)).then(async (reply) => reply.headers.get('content-type')?.includes('json') ?? false, () => false);
const choices = served.then((there) => (there ? { ...(service && { apiBase: service }) } : { service: 'page' }));

for (const element of document.querySelectorAll('streaming-avatar')) {
  const lines = [...element.attributes].map(({ name, value }) => `\n  ${name}${value && `="${value}"`}`);
  element.nextElementSibling.querySelector('pre').textContent = `<streaming-avatar${lines.join('')}\n></streaming-avatar>`;
}
const { service: page } = await choices;
for (const element of document.querySelectorAll('streaming-avatar')) {
  if (page) element.service = page;
  else if (service) element.apiBase = service;
}

const avatar = new StreamingAvatar(await choices);
avatar.video.ariaLabel = 'The avatar';
find('module').append(avatar.video);
// The page's own avatar comes without a screen.
if (!page) avatar.addEventListener('ready', async () => {
  const { canvas } = await Background.of(avatar.video);
  avatar.video.after(canvas);
}, { once: true });
avatar.addEventListener('statechange', ({ detail }) => {
  find('module-state').textContent = detail.state;
  find('module-say').disabled = detail.state !== 'Live';
  find('module-start').textContent = ['Idle', 'Ended'].includes(detail.state) ? 'Begin' : 'End';
});
avatar.addEventListener('error', ({ detail }) => (find('module-state').textContent = `${detail.message} ${detail.action}`));
// What goes wrong is told by the event.
find('module-start').onclick = () =>
  (['Idle', 'Ended'].includes(avatar.state) ? avatar.start() : avatar.stop()).catch(() => {});
find('module-say').onclick = () => avatar.speak(`It is ${new Date().toLocaleTimeString('en', { timeStyle: 'short' })}.`);

const frame = new StreamingAvatarFrame({ options: { ...(page ? { service: page } : service && { 'api-base': service }), name: 'Clara in a frame', poster: 'page/clara.webp', greeting: 'I live in a frame.' } });
find('frame').append(frame.frame);
frame.addEventListener('statechange', ({ detail }) => (find('frame-state').textContent = detail.state));
find('frame-start').onclick = () => frame.start().catch(() => {});
