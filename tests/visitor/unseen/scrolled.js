// Scrolls a frame out of view and lets the avatar in it speak on, stop and start again.
const [address, done] = arguments;
(async () => {
  const frame = document.createElement('iframe');
  frame.allow = 'autoplay';
  const heard = (wanted) =>
    new Promise((resolve) => addEventListener('message', function hear({ data }) {
      if (data.call !== wanted) return;
      removeEventListener('message', hear);
      resolve(data.result);
    }));
  const call = (name, ...given) => {
    frame.contentWindow.postMessage([name, ...given], address);
    return heard(name);
  };
  const attached = heard('attached');
  frame.src = address;
  document.body.style.height = '9000px';
  document.body.append(frame);
  await attached;
  const started = await call('start');
  scrollTo(0, 8000);
  await new Promise((later) => setTimeout(later, 1000));
  const story =
    'There was once a mill by a river, and in the mill there lived a miller, who had three sons and a cat. The eldest was to have the mill, the second was to have the donkey, and for the youngest there was nothing left but the cat, which could talk, but had told nobody so far, because nobody had ever asked it for anything.';
  const told = await call('speak', story);
  await call('stop');
  return { started, ...told, again: await call('start') };
})().then(done, (error) => done({ error: String(error) }));
