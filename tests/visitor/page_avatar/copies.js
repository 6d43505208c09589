// A session of each of two copies of the scripts: the status of its opening, or the reason of its refusal.
const tell = arguments[arguments.length - 1];
(async () => {
  const told = [];
  for (const folder of ['/site/embed/page', '/copy/page']) {
    const { pageService } = await import(`${folder}/avatar.js`);
    const opened = pageService().call('/v1/streaming.new', {});
    told.push(await opened.then(({ status }) => String(status), ({ message, detail }) => `${message} ${detail}`));
  }
  tell(told);
})().catch((error) => tell({ error: String(error?.stack ?? error) }));
