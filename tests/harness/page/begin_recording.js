// Records the video and its sound: small grey pictures of a part of the video as they are presented, and the loudness
// of the sound as it leaves the receiver, both on the page's clock in milliseconds. `endToEnd.endRecording()` returns
// them.
const [side, [left, top, width, height], done] = arguments;
(async () => {
  const video = document.querySelector('[data-testid="video"]');
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.imageSmoothingQuality = "high";
  const pictures = [];
  const loudness = [];
  let least = Infinity;

  // The sound as it leaves the jitter buffer, before another buffer delays it. Its timestamps are even; the least delay
  // from a timestamp to its arrival here maps them to the page's clock, however busy the page is.
  const [track] = video.srcObject.getAudioTracks();
  const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 500 }).readable.getReader();
  const listening = (async () => {
    for (;;) {
      const { value, done: ended } = await reader.read();
      if (ended) return;
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      const squares = samples.reduce((sum, sample) => sum + sample * sample, 0);
      const milliseconds = (1000 * value.numberOfFrames) / value.sampleRate;
      const end = value.timestamp / 1000 + milliseconds;
      value.close();
      least = Math.min(least, performance.now() - end);
      loudness.push({ at: end - milliseconds / 2, value: Math.sqrt(squares / samples.length) });
    }
  })();

  let watching = true;
  const see = (now, { presentationTime }) => {
    if (!watching) return;
    const [across, down] = [video.videoWidth, video.videoHeight];
    brush.drawImage(video, left * across, top * down, width * across, height * down, 0, 0, side, side);
    const pixels = brush.getImageData(0, 0, side, side).data;
    const grey = [];
    for (let i = 0; i < pixels.length; i += 4) {
      grey.push(Math.round(0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2]));
    }
    pictures.push({ at: presentationTime, grey });
    video.requestVideoFrameCallback(see);
  };
  video.requestVideoFrameCallback(see);

  window.endToEnd.endRecording = async () => {
    watching = false;
    await reader.cancel();
    await listening;
    return { pictures, loudness: loudness.map(({ at, value }) => ({ at: at + least, value })) };
  };
  done({});
})().catch((error) => done({ error: String(error) }));
