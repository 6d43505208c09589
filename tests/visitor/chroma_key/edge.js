// Keys the server's own stream and measures the remaining edge over white, black and magenta.
const [address, gpu, done] = arguments;
const BACKGROUNDS = { white: [255, 255, 255], black: [0, 0, 0], magenta: [255, 0, 255] };
const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
/** The mean and the 95th percentile. */
const measured = (list) => ({ mean: mean(list), worst: list.sort((a, b) => a - b)[Math.floor(list.length * 0.95)] });

/** Each row enters the avatar from both sides. */
function edgesOf({ data, width, height }) {
  const colours = Object.fromEntries(Object.keys(BACKGROUNDS).map((name) => [name, []]));
  const places = [[], []];
  for (let y = 60; y < height - 20; y++)
    for (const [side, step] of [[0, 1], [1, -1]]) {
      const at = (x) => 4 * (y * width + x);
      let x = side ? width - 1 : 0;
      while (x >= 0 && x < width && data[at(x) + 3] < 128) x += step;
      if (x < 20 || x > width - 20) continue;
      const points = Array.from({ length: 18 }, (_, count) => at(x + step * (count - 6)));
      const share = points.map((point) => data[point + 3] / 255);
      // An edge, not a thin strand or a gap behind it.
      if (share[0] > 0.02 || share.slice(12).some((whole) => whole < 0.98)) continue;
      places[side][y] = step * x + share.slice(0, 14).reduce((sum, part) => sum + 1 - part, 0);
      const colour = (point) => [data[point], data[point + 1], data[point + 2]];
      const inner = [0, 1, 2].map((part) => mean(points.slice(9, 13).map((point) => data[point + part])));
      for (const [name, background] of Object.entries(BACKGROUNDS))
        for (let count = 2; count < 9; count++) {
          const seen = colour(points[count]).map((part, of) => part * share[count] + background[of] * (1 - share[count]));
          // The visible colour should lie between the background's and the avatar's: its distance from that mixture.
          const way = inner.map((part, of) => part - background[of]);
          const along = seen.reduce((sum, part, of) => sum + (part - background[of]) * way[of], 0) / way.reduce((sum, part) => sum + part * part, 0);
          const part = Math.min(1, Math.max(0, along));
          colours[name].push(Math.hypot(...seen.map((value, of) => value - background[of] - part * way[of])));
        }
    }
  // A stair is a deviation of the edge from the line between its neighbours.
  const stairs = places.flatMap((side) =>
    side.flatMap((place, y) => {
      const [above, below] = [side[y - 1], side[y + 1]];
      return above === undefined || below === undefined || Math.abs(below - above) >= 6 ? [] : [Math.abs(above - 2 * place + below)];
    }),
  );
  const [rows, found] = [stairs.length, Object.entries(colours).map(([name, list]) => [name, measured(list)])];
  return { rows, stairs: measured(stairs), ...Object.fromEntries(found) };
}

(async () => {
  WebGL2RenderingContext.prototype.getExtension = () => null;
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    if (kind === "webgl2" && !gpu) return null;
    return getContext.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
  };
  const { StreamingAvatar } = await import("/embed/module.js");
  const { Background } = await import(address);
  const avatar = new StreamingAvatar({ muted: true, background: "transparent" });
  const { video } = avatar;
  document.body.append(video);
  await avatar.start();
  const pictures = async (count) => {
    while (count--) await new Promise((next) => video.requestVideoFrameCallback(next));
  };
  await pictures(20);
  const keyed = await Background.of(video);
  video.after(keyed.canvas);
  await pictures(4);
  const copy = new OffscreenCanvas(keyed.canvas.width, keyed.canvas.height);
  const context = copy.getContext("2d");
  context.drawImage(keyed.canvas, 0, 0);
  keyed.free();
  await avatar.stop();
  return { size: `${copy.width} × ${copy.height}`, ...edgesOf(context.getImageData(0, 0, copy.width, copy.height)) };
})().then(done, (error) => done({ error: String(error) }));
