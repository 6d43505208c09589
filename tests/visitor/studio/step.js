// Brings an element before one background after the other, and looks at the video itself.
const [step, done] = arguments;
const until = async (what, is) => {
  for (let tries = 0; !(await is()); tries++) {
    if (tries > 300) throw new Error(`${step}: not within 15 s: ${what}`);
    await new Promise((later) => setTimeout(later, 50));
  }
};
const poster = "/v1/streaming/avatar/clara.webp";
const points = (source) => {
  const canvas = new OffscreenCanvas(854, 480);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, 854, 480);
  return context.getImageData(0, 0, 854, 480).data;
};
const apart = (one, other, within) => {
  let [sum, count] = [0, 0];
  for (let at = 0; at < one.length; at += 4) {
    if (!within((at / 4) % 854, Math.floor(at / 4 / 854))) continue;
    for (const part of [0, 1, 2]) sum += Math.abs(one[at + part] - other[at + part]);
    count += 3;
  }
  return sum / count;
};
// The steepest step from one column to the next in the soft background beside the figure, in a row of blocks: where blocks of the video are
// seen, it is at their edges.
const steepest = (stream) => {
  let steep = 0;
  for (let top = 0; top < 96; top += 16) {
    const columns = Array.from({ length: 160 }, (_, x) => {
      let sum = 0;
      for (let y = top; y < top + 16; y++) sum += stream[4 * (y * 854 + x)] + stream[4 * (y * 854 + x) + 1] + stream[4 * (y * 854 + x) + 2];
      return sum / 48;
    });
    columns.slice(1).forEach((column, x) => (steep = Math.max(steep, Math.abs(column - columns[x]))));
  }
  return steep;
};
const canvasOf = (element) => element.shadowRoot.querySelector("canvas");
const isGreen = (element) => {
  const [red, green, blue] = points(element.video);
  return green > 160 && red < 100 && blue < 100;
};
const look = async (element) => {
  const picture = new Image();
  picture.src = poster;
  await picture.decode();
  const [preview, stream] = [points(picture), points(element.video)];
  // Four stretches on either side of the figure.
  const stretches = Array.from({ length: 8 }, (_, nth) => {
    const [left, top] = [nth < 4 ? 0 : 754, (nth % 4) * 120];
    return apart(preview, stream, (x, y) => x >= left && x < left + 100 && y >= top && y < top + 120);
  });
  return {
    corner: [...stream.subarray(0, 3)],
    seam: Math.max(...stretches),
    moved: apart(preview, stream, () => true),
    steepest: steepest(stream),
    keyed: !!canvasOf(element),
    fetched: performance.getEntriesByType("resource").some(({ name }) => name.endsWith("extra/chroma-key.js")),
  };
};
const pictures = async (video, count) => {
  while (count--) await new Promise((next) => video.requestVideoFrameCallback(next));
};
const steps = {
  async start() {
    await import("/embed/element.js");
    document.body.style.background = "rgb(255, 165, 0)";
    const element = Object.assign(document.createElement("streaming-avatar"), { poster, avatarId: "clara", muted: true });
    element.style.width = "854px";
    element.style.aspectRatio = "854 / 480";
    document.body.append(element);
    await element.start();
    // Until the pictures have their full quality.
    await pictures(element.video, 40);
    if (isGreen(element)) await until("a canvas", () => canvasOf(element));
    return look(element);
  },
  async transparent(element) {
    element.background = "transparent";
    await until("green pictures", () => isGreen(element) && canvasOf(element));
    await pictures(element.video, 12);
    return look(element);
  },
  async auto(element) {
    element.background = null;
    await until("pictures of the studio", () => !isGreen(element) && !canvasOf(element));
    return look(element);
  },
  async "restart-transparent"(element) {
    await element.stop();
    element.background = "transparent";
    await element.start();
    await until("green pictures", () => isGreen(element) && canvasOf(element));
    return look(element);
  },
};
steps[step](document.querySelector("streaming-avatar")).then(done, (error) => done({ error: String(error?.message ?? error) }));
