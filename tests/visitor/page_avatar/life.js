const tell = arguments[arguments.length - 1];
(async () => {
  const { pageService } = await import('/site/embed/page/avatar.js');
  const service = pageService();
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  let over = false;
  let late = 0;
  const start = async (avatar) => {
    const reply = await service.call('/v1/streaming.new', { avatar_id: avatar, quality: 'low' });
    const session = JSON.parse(reply.body).data.session_id;
    const opened = service.open(session);
    opened.onmessage = () => over && late++;
    const connected = new Promise((done) => (opened.onstate = done));
    await service.call('/v1/streaming.start', { session_id: session, sdp: { type: 'answer', sdp: '' } });
    await connected;
    return { session, opened };
  };
  const [one, other] = await Promise.all([start('clara'), start('pip')]);
  const long = 'This is a long text about nothing at all. '.repeat(20);
  for (const { session } of [one, other]) await service.call('/v1/streaming.task', { session_id: session, text: long });
  const sessions = async () => JSON.parse((await service.call('/v1/streaming.list')).body).data.sessions.length;
  const open = await sessions();
  await wait(700);
  await service.call('/v1/streaming.interrupt', { session_id: one.session });
  await wait(700);
  const before = [one, other].map(({ opened }) => opened.statistics().totalAudioEnergy);
  await wait(700);
  const after = [one, other].map(({ opened }) => opened.statistics().totalAudioEnergy);
  const silent = after[0] === before[0] && after[1] > before[1];
  // One ends by the call, the other by its media, each while it speaks.
  await service.call('/v1/streaming.stop', { session_id: other.session });
  one.opened.close();
  other.opened.close();
  over = true;
  await wait(300);
  const left = await sessions();
  const tracks = [one, other].flatMap(({ opened }) => opened.stream.getTracks().map((track) => track.readyState));
  tell({ open, silent, late, left, tracks });
})().catch((error) => tell({ error: String(error?.stack ?? error) }));
