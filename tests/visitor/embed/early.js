// Two starts with a slow wasm, the first cancelled while it loads. Returns the times of the early calls and the calls
// of the wasm.
const [there, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  const pause = (millis) => new Promise((later) => setTimeout(later, millis));
  const order = [];
  const bodies = [];
  const before = window.fetch;
  window.fetch = async (...given) => {
    const [what, how] = given;
    const address = what.url ?? String(what);
    if (address.endsWith('/streaming.new')) {
      if (!order.length) order.push('new');
      bodies.push(JSON.parse(what.url ? await what.clone().text() : how.body));
    }
    if (address.endsWith('.wasm')) {
      await pause(3000);
      order.push('wasm');
    }
    return before(...given);
  };
  const until = async (is) => {
    while (!is()) await pause(20);
  };
  const options = {
    apiBase: there, avatarId: 'clara', quality: 'LOW', encoding: 'vp8', voiceRate: 0, voiceEmotion: 'friendly', idleTimeout: 45.7, knowledgeBase: 'Be kind.',
  };
  const avatar = new StreamingAvatar(options);
  const refused = avatar.start().then(() => 'started', ({ code }) => code);
  await until(() => bodies.length === 1);
  await pause(300);
  avatar.stop();
  const given_up = [await refused, avatar.state];
  // As long as the register has an entry, the wasm looks after it first.
  await until(() => !Object.keys(localStorage).some((key) => key.startsWith('streaming-avatar')));

  let milestones;
  avatar.addEventListener('milestones', ({ detail }) => (milestones = detail));
  const again = avatar.start();
  await pause(400);
  const sent = [...order, bodies.length];
  await again;
  const starting = Object.keys(localStorage).filter((key) => key.startsWith('streaming-avatar:starting')).length;
  avatar.renew();
  await until(() => bodies.length === 3);
  await avatar.stop();
  return { sent, order, starting, given_up, early: bodies[1], wasms: bodies[2], milestones };
})().then(done, (error) => done({ error: String(error) }));
