// The element's numbers as attributes and as properties.
const [done] = arguments;
(async () => {
  await import('/embed/element.js');
  const element = document.createElement('streaming-avatar');
  const numbers = () => [element.voiceRate, element.idleTimeout, element.volume];
  const found = { absent: numbers() };
  for (const [name, value] of [['voice-rate', '0.9'], ['idle-timeout', ' 45 '], ['volume', '0.5']]) element.setAttribute(name, value);
  found.written = numbers();
  element.voiceRate = 1.2;
  found.set = [element.getAttribute('voice-rate'), element.voiceRate];
  element.setAttribute('recoveries', 'many');
  element.setAttribute('hidden-timeout', '');
  found.odd = [element.recoveries, element.hiddenTimeout];
  element.voiceRate = null;
  found.removed = [element.voiceRate, element.hasAttribute('voice-rate')];
  return found;
})().then(done, (error) => done({ error: String(error) }));
