const done = arguments[0];
(async () => {
  await customElements.whenDefined('streaming-avatar');
  let hung = 0;
  const codes = [];
  for (const wait of [0, 5, 30, 100, 200, 400, 800]) {
    const element = one.cloneNode();
    document.body.append(element);
    const started = element.start().then(() => 'started', (error) => error.code);
    await new Promise((later) => setTimeout(later, wait));
    element.remove();
    const outcome = await Promise.race([started, new Promise((late) => setTimeout(late, 8000, 'hung'))]);
    if (outcome === 'hung') hung += 1;
    codes.push(outcome);
  }
  return { hung, codes };
})().then(done, (error) => done({ error: String(error) }));
