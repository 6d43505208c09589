// The parts of the gallery that need a script, and the source beside each element.
import { Background } from './embed/extra/background.js';
import { StreamingAvatarFrame } from './embed/frame.js';
import { StreamingAvatar } from './embed/module.js';

const find = (id) => document.getElementById(id);

// Beside this page, wherever it is hosted; at the root that is where the element looks by itself.
const home = new URL('.', location.href);
const service = home.pathname === '/' ? undefined : home.href.slice(0, -1);

for (const element of document.querySelectorAll('streaming-avatar')) {
  const lines = [...element.attributes].map(({ name, value }) => `\n  ${name}${value && `="${value}"`}`);
  element.nextElementSibling.querySelector('pre').textContent = `<streaming-avatar${lines.join('')}\n></streaming-avatar>`;
  if (service) element.setAttribute('api-base', service);
}

const avatar = new StreamingAvatar(service ? { apiBase: service } : {});
avatar.video.ariaLabel = 'The avatar';
find('module').append(avatar.video);
avatar.addEventListener('ready', async () => {
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

const frame = new StreamingAvatarFrame({ options: { ...(service && { 'api-base': service }), name: 'Clara in a frame', poster: '../v1/streaming/avatar/clara.webp', greeting: 'I live in a frame.' } });
find('frame').append(frame.frame);
frame.addEventListener('statechange', ({ detail }) => (find('frame-state').textContent = detail.state));
find('frame-start').onclick = () => frame.start().catch(() => {});
