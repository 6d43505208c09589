const done = arguments[0];
(async () => {
  await customElements.whenDefined('streaming-avatar');
  const captions = [];
  two.addEventListener('caption', ({ detail }) => captions.push(detail.text));
  let unsaid;
  two.addEventListener('speakend', ({ detail }) => (unsaid = detail.unsaid));
  await Promise.all([one.start(), two.start()]);
  const outcomes = await Promise.all([one.speak('One.'), two.speak('**Two.** And &amp;#116;hree. 你好')]);
  const place = document.createElement('div');
  document.body.append(place);
  place.append(two);
  await new Promise((later) => setTimeout(later, 1000));
  const moved = two.video.paused ? 'paused' : two.state;
  // A text that ends before its estimated time still shows its last captions; an interrupted one does not.
  const { caption } = await import(new URL('extra/caption-lines.js', document.querySelector('script[src]').src));
  const shown = (whole) => {
    const lines = [];
    caption('Soon. Much later.', 600000, performance.now(), ({ text }) => lines.push(text))(whole);
    return lines;
  };
  return { outcomes, captions, unsaid, moved, whole: shown(true), cut: shown(false) };
})().then(done, (error) => done({ error: String(error) }));
