// Errors and calls of module and element in a browser without WebRTC.
const [there, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  await import(`${there}/embed/element.js`);
  const calls = [];
  const before = window.fetch;
  window.fetch = (...given) => {
    const address = given[0].url ?? String(given[0]);
    if (address.includes('/v1/')) calls.push(address);
    return before(...given);
  };
  const told = async (avatar) => {
    let event;
    avatar.addEventListener('error', ({ detail }) => (event = detail.code));
    const code = await avatar.start().then(() => 'started', (error) => error.code);
    const { findings } = await avatar.checkConnection();
    return { code, event, state: avatar.state, check: findings[0].code };
  };
  const element = document.createElement('streaming-avatar');
  element.apiBase = there;
  document.body.append(element);
  return {
    module: await told(new StreamingAvatar({ apiBase: there })),
    element: await told(element),
    read: element.shadowRoot.querySelector('[role=alert]').textContent,
    calls,
  };
})().then(done, (error) => done({ error: String(error) }));
