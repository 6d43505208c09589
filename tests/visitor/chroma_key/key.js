// Keys a picture that is drawn here, and returns red, green, blue and alpha of its parts.
const [address, gpu, colour, done] = arguments;
const WIDTH = 360;
const parts = {
  // Position and colour of each part, before a green of 0, 255, 0.
  screen: [20, "rgb(0 255 0)"],
  shadedScreen: [60, "rgb(0 190 10)"],
  skin: [100, "rgb(224 172 140)"],
  white: [140, "rgb(245 245 245)"],
  navy: [180, "rgb(30 40 90)"],
  black: [220, "rgb(10 10 10)"],
  // A hair of 120, 70, 40 that covers half of its pixel.
  edge: [260, "rgb(60 162 20)"],
  // A little greener than the rest of it: clothes, not the screen.
  olive: [300, "rgb(110 126 60)"],
};
(async () => {
  // Without a graphics card, WebGL runs in software, which the keyer refuses where the browser reports it.
  WebGL2RenderingContext.prototype.getExtension = () => null;
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    if (kind === "webgl2" && !gpu) return null;
    return getContext.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
  };
  const { Background, standsBeforeScreen } = await import(address);
  const source = document.createElement("canvas");
  source.width = WIDTH;
  source.height = 180;
  const context = source.getContext("2d");
  const draw = () => {
    context.fillStyle = "rgb(0 255 0)";
    context.fillRect(0, 0, WIDTH, 180);
    for (const [left, fill] of Object.values(parts)) {
      context.fillStyle = fill;
      context.fillRect(left, 80, 30, 80);
    }
  };
  draw();
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = source.captureStream(30);
  document.body.append(video);
  let picture = draw;
  const drawing = setInterval(() => picture(), 33);
  const pictures = async (count) => {
    while (count--) await new Promise((next) => video.requestVideoFrameCallback(next));
  };
  await video.play();
  await pictures(2);
  const before = await standsBeforeScreen(video);
  const keyed = await Background.of(video);
  keyed.colour = colour;
  video.after(keyed.canvas);
  const kind = getContext.call(keyed.canvas, "2d") ? "processor" : "gpu";
  await pictures(5);
  const copy = new OffscreenCanvas(keyed.canvas.width, keyed.canvas.height);
  const pixels = copy.getContext("2d");
  pixels.drawImage(keyed.canvas, 0, 0);
  const found = {};
  for (const [name, [left]] of Object.entries(parts)) found[name] = [...pixels.getImageData(left + 15, 120, 1, 1).data];
  // A picture without a screen stays as it is, including green objects.
  picture = () => {
    context.fillStyle = "rgb(180 170 160)";
    context.fillRect(0, 0, WIDTH, 180);
    context.fillStyle = "rgb(20 160 40)";
    context.fillRect(100, 80, 30, 80);
  };
  await pictures(10);
  pixels.drawImage(keyed.canvas, 0, 0);
  const plant = [...pixels.getImageData(115, 120, 1, 1).data];
  keyed.free();
  const gone = !keyed.canvas.isConnected;
  const plain = await standsBeforeScreen(video);
  clearInterval(drawing);
  return { kind, before, plain, found, plant, gone };
})().then(done, (error) => done({ error: String(error) }));
