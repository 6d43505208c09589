// Compares three ways to key the same speaking avatar, one after the other, by the milliseconds that each picture takes
// on the main thread. The GPU's work is waited for, because it would otherwise not be measured.
const [seconds, done] = arguments;
(async () => {
  const { StreamingAvatar } = await import("/embed/module.js");
  const { Background } = await import("/embed/extra/chroma-key.js");
  const avatar = new StreamingAvatar({ muted: true, background: "transparent" });
  const { video } = avatar;
  document.body.append(video);
  await avatar.start();
  const story = "Once upon a time there was a mill by a river, and in the mill there lived a miller with three sons. ";
  avatar.speak(story.repeat(20));
  await new Promise((begun) => avatar.addEventListener("speakstart", begun, { once: true }));

  const follow = video.requestVideoFrameCallback.bind(video);
  const getContext = HTMLCanvasElement.prototype.getContext;
  const measure = async (begin) => {
    const times = [];
    let settle = () => {};
    video.requestVideoFrameCallback = (draw) =>
      follow((...given) => {
        const from = performance.now();
        draw(...given);
        settle();
        times.push(performance.now() - from);
      });
    const way = await begin((after) => (settle = after));
    await new Promise((later) => setTimeout(later, seconds * 1000));
    way.free();
    delete video.requestVideoFrameCallback;
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.floor((times.length - 1) * share)] ?? 0;
    return { pictures: times.length, median: at(0.5), slowest: at(0.95) };
  };
  const getExtension = WebGL2RenderingContext.prototype.getExtension;
  const keyed = (gpu) => async (after) => {
    // The keyer skips the GPU where the processor does the work; here both are measured.
    WebGL2RenderingContext.prototype.getExtension = () => null;
    HTMLCanvasElement.prototype.getContext = function (kind, options) {
      if (kind === "webgl2" && !gpu) return null;
      return getContext.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
    };
    const background = await Background.of(video);
    HTMLCanvasElement.prototype.getContext = getContext;
    WebGL2RenderingContext.prototype.getExtension = getExtension;
    video.after(background.canvas);
    if (gpu) {
      const gl = background.canvas.getContext("webgl2");
      const one = new Uint8Array(4);
      after(() => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, one));
    }
    return background;
  };
  // The customary loop: each pixel that is green enough becomes fully transparent.
  const customary = async () => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    video.after(canvas);
    let over = false;
    const draw = () => {
      if (over) return;
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      const image = context.getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < image.data.length; at += 4) {
        const [red, green, blue] = [image.data[at], image.data[at + 1], image.data[at + 2]];
        if (green > 90 && red < 90 && blue < 90) image.data[at + 3] = 0;
      }
      context.putImageData(image, 0, 0);
      video.requestVideoFrameCallback(draw);
    };
    video.requestVideoFrameCallback(draw);
    return { free: () => ((over = true), canvas.remove()) };
  };
  const gl = document.createElement("canvas").getContext("webgl2");
  const named = gl?.getExtension("WEBGL_debug_renderer_info");
  const gpu = gl ? gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : "none";
  const found = { gpu, size: `${video.videoWidth} × ${video.videoHeight}` };
  if (gl) found.onGpu = await measure(keyed(true));
  found.onProcessor = await measure(keyed(false));
  found.customary = await measure(customary);
  await avatar.stop();
  return found;
})().then(done, (error) => done({ error: String(error) }));
