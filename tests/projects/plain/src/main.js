// The module, with an interface of the page's own.
import { StreamingAvatar } from 'streaming-avatar';

const made = (kind, id, text = '') => {
  const node = document.createElement(kind);
  node.dataset.testid = id;
  node.textContent = text;
  document.querySelector('#app').append(node);
  return node;
};

const avatar = new StreamingAvatar({ muted: true });
document.querySelector('#app').append(avatar.video);
const state = made('output', 'state');
const outcome = made('output', 'outcome');
made('button', 'start', 'Start').onclick = () => avatar.start();
made('button', 'say', 'Say it').onclick = async () => {
  outcome.textContent = await avatar.speak('Hello from a plain page.');
};
made('button', 'remove', 'Remove').onclick = async () => {
  await avatar.stop();
  document.querySelector('video').remove();
};
avatar.addEventListener('statechange', ({ detail }) => {
  state.dataset.state = detail.state;
});
