// Begins to watch and to listen to the video: small grey pictures as they are presented, and the loudness of the sound as
// it comes out of the receiver, both on the page's clock in milliseconds. `endToEnd.endRecording()` hands them over.
const [width, height, done] = arguments;
(async () => {
  const video = document.querySelector('[data-testid="video"]');
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.imageSmoothingQuality = "high";
  const pictures = [];
  const loudness = [];

  const context = new AudioContext();
  await context.resume();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  const source = context.createMediaStreamSource(video.srcObject);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // A reading covers the samples before it: its middle is half of them ago.
  const halfWindow = (1000 * samples.length) / context.sampleRate / 2;
  const listening = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const squares = samples.reduce((sum, sample) => sum + sample * sample, 0);
    loudness.push({ at: performance.now() - halfWindow, value: Math.sqrt(squares / samples.length) });
  }, 8);

  let watching = true;
  const see = (now) => {
    if (!watching) return;
    brush.drawImage(video, 0, 0, width, height);
    const pixels = brush.getImageData(0, 0, width, height).data;
    const grey = [];
    for (let i = 0; i < pixels.length; i += 4) {
      grey.push(Math.round(0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2]));
    }
    pictures.push({ at: now, grey });
    video.requestVideoFrameCallback(see);
  };
  video.requestVideoFrameCallback(see);

  window.endToEnd.endRecording = async () => {
    watching = false;
    clearInterval(listening);
    source.disconnect();
    await context.close();
    return { pictures, loudness };
  };
  done({});
})().catch((error) => done({ error: String(error) }));
