// An element whose ICE fails: its error, and the findings of its connection test.
const [there, servers, done] = arguments;
(async () => {
  await import(`${there}/embed/element.js`);
  document.querySelector('streaming-avatar')?.remove();
  const element = document.createElement('streaming-avatar');
  Object.assign(element, { apiBase: there, iceServers: servers, iceTransportPolicy: 'relay', language: 'en' });
  element.style.width = 'min(100%, 420px)';
  document.querySelector('main').append(element);
  const code = await element.start().then(() => 'started', (error) => error.code);
  const find = (what) => element.shadowRoot.querySelectorAll(what);
  const until = async (is) => {
    while (!is()) await new Promise((later) => setTimeout(later, 50));
  };
  await until(() => find('[part=check]').length);
  // The first line of the error card is its message; buttons are beside and below.
  const words = find('[part=trouble] > :first-child')[0].clientWidth;
  find('[part=check]')[0].click();
  await until(() => find('.finding').length);
  return { code, words, findings: [...find('.finding')].map((line) => line.dataset.code) };
})().then(done, (error) => done({ error: String(error) }));
