const tell = arguments[arguments.length - 1];
(async () => {
  const spoilt = (await import('/spoilt/page/avatar.js')).pageService({ assetsUrl: '/spoilt' });
  // A missing voice delays no picture, only the texts that use it.
  const speak = async (voice) => {
    const reply = await spoilt.call('/v1/streaming.new', { voice: { voice_id: voice } });
    const session = JSON.parse(reply.body).data.session_id;
    await spoilt.call('/v1/streaming.start', { session_id: session, sdp: { type: 'answer', sdp: '' } });
    const said = await spoilt.call('/v1/streaming.task', { session_id: session, text: 'Bonjour.' });
    await spoilt.call('/v1/streaming.stop', { session_id: session });
    return said.status;
  };
  const refused = (voice) => speak(voice).then(() => 'said', (error) => error.code);
  const refusals = [await refused('pico-fr-fr'), await refused('pico-de-de')];
  const again = await speak('pico-en-us');
  tell({ refusals, again });
})().catch((error) => tell({ error: String(error?.stack ?? error) }));
