// Puts an element with these attributes on the page, starts it without waiting, and records its events.
const [attributes, done] = arguments;
(async () => {
  await import('/embed/element.js');
  const avatar = document.createElement('streaming-avatar');
  for (const [name, value] of Object.entries(attributes)) avatar.setAttribute(name, value);
  const told = { states: [], why: null, errors: [], waits: [], ends: [], begun: 0 };
  avatar.addEventListener('statechange', ({ detail }) => {
    told.states.push(detail.state);
    if (detail.state === 'recovering') told.why = detail.reason;
  });
  avatar.addEventListener('error', ({ detail }) => told.errors.push(detail.code));
  avatar.addEventListener('retry', ({ detail }) => told.waits.push(detail.after));
  avatar.addEventListener('ended', ({ detail }) => told.ends.push(detail.reason));
  avatar.addEventListener('speakstart', () => (told.begun += 1));
  document.body.replaceChildren(avatar);
  window.kiosk = { avatar, told, outcomes: [] };
  avatar.start().catch(() => {});
  return null;
})().then(done, (error) => done({ error: String(error) }));
