// A contestant: the module, used as its documentation says. The first argument is its settings, beside those that all have.
const [settings, done] = arguments;
import("/embed/module.js").then(
  ({ StreamingAvatar }) => {
    const avatar = new StreamingAvatar({ quality: "medium", encoding: "VP8", ...settings });
    avatar.video.dataset.testid = "video";
    document.body.append(avatar.video);
    /** When the sound's energy first rises, on the page's clock. */
    const sounds = async (since) => {
      const [track] = avatar.video.srcObject.getAudioTracks();
      const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 500 }).readable.getReader();
      for (;;) {
        const { value, done: ended } = await reader.read();
        if (ended) throw new Error("the sound ended");
        const samples = new Float32Array(value.numberOfFrames);
        value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
        value.close();
        if (samples.some((sample) => Math.abs(sample) > 0.004)) {
          const at = performance.now();
          await reader.cancel();
          return at - since;
        }
      }
    };
    window.contestant = {
      start: () =>
        new Promise((resolve, reject) => {
          const clicked = performance.now();
          avatar.video.requestVideoFrameCallback((now) => resolve(now - clicked));
          avatar.start().catch(reject);
        }),
      stop: () => avatar.stop(),
      /** Ms from `speak` to the first sound of it. */
      firstSound: async () => {
        const heard = sounds(performance.now());
        const said = avatar.speak("Papa. Mama.");
        const at = await heard;
        await said;
        return at;
      },
      /** Begins a long text; resolves when its sound begins. */
      story: async () => {
        const story = "Once upon a time there was a mill by a river, and in the mill there lived a miller with three sons. ";
        const heard = sounds(performance.now());
        avatar.speak(story.repeat(30)).catch(() => {});
        await heard;
      },
      hush: () => avatar.interrupt(),
      say: (text) => avatar.speak(text),
      size: () => `${avatar.video.videoWidth} × ${avatar.video.videoHeight}`,
      /** Speaks for the given number of minutes. Returns the seconds that passed, the seconds of sound, and the number of texts that were not spoken whole. */
      hidden: async (minutes) => {
        const began = performance.now();
        let [lost, texts] = [0, 0];
        while (performance.now() - began < minutes * 60_000) {
          texts += 1;
          if ((await avatar.speak("This is a sentence that nobody sees. ".repeat(8))) !== "spoken") lost += 1;
        }
        return { hidden: document.hidden, texts, lost, seconds: Math.round((performance.now() - began) / 1000) };
      },
    };
    done(0);
  },
  (error) => done({ error: String(error) }),
);
