// The first arguments are the test's; the last one takes the result.
const tell = arguments[arguments.length - 1];
(async () => {
  const { pageService } = await import('/site/embed/page/avatar.js');
  const service = pageService();
  const reply = await service.call('/v1/streaming.new', { avatar_id: 'clara', quality: 'low', voice: { voice_id: 'pico-en-us' } });
  const session = JSON.parse(reply.body).data.session_id;
  const opened = service.open(session);
  const messages = [];
  const ended = new Promise((done) => {
    opened.onmessage = (text) => {
      messages.push(JSON.parse(text).type);
      if (messages.length === 2) done();
    };
  });
  const connected = new Promise((done) => (opened.onstate = done));
  const samples = [];
  const reader = new MediaStreamTrackProcessor({ track: opened.stream.getAudioTracks()[0], maxBufferSize: 2000 }).readable.getReader();
  (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const piece = new Float32Array(value.numberOfFrames);
      value.copyTo(piece, { planeIndex: 0, format: 'f32-planar' });
      value.close();
      for (const sample of piece) samples.push(Math.round(sample * 32768));
    }
  })();
  await service.call('/v1/streaming.start', { session_id: session, sdp: { type: 'answer', sdp: '' } });
  await connected;
  const text = 'Hello there! Łukasz read **12** pages of https://example.org, and thought: why not? It was 3 < 4 after all.';
  await service.call('/v1/streaming.task', { session_id: session, text });
  await ended;
  await new Promise((done) => setTimeout(done, 500));
  const brush = opened.canvas.getContext('2d');
  const pixel = (x, y) => [...brush.getImageData(x, y, 1, 1).data];
  const result = { samples: [...samples], messages, corner: pixel(1, 1), face: pixel(320, 180), pictures: opened.statistics().framesDecoded };
  opened.close();
  tell(result);
})().catch((error) => tell({ error: String(error?.stack ?? error) }));
