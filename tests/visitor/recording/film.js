// Records two sentences with a renewal of the session between them, and examines the recording.
const done = arguments[0];
(async () => {
  const { StreamingAvatar } = await import("/embed/module.js");
  const avatar = new StreamingAvatar();
  document.body.append(avatar.video);
  const early = await avatar.startRecording().then(() => "recorded", (error) => error.name);
  await avatar.start();
  const contexts = [];
  const Context = AudioContext;
  window.AudioContext = class extends Context {
    constructor(...options) {
      super(...options);
      contexts.push(this);
    }
  };
  const unknown = await avatar.startRecording({ type: "video/none" }).then(() => "recorded", (error) => error.name);
  const leaked = contexts.filter(({ state }) => state !== "closed").length;
  window.AudioContext = Context;
  const first = avatar.sessionId;
  await avatar.startRecording();
  await avatar.speak("This is said before the change.");
  avatar.renew();
  while (avatar.sessionId === first || avatar.state !== "live") await new Promise((later) => setTimeout(later, 50));
  await avatar.speak("And this is said after it.");
  const film = await avatar.stopRecording();
  const again = await avatar.stopRecording();
  await avatar.stop();

  const sound = await new AudioContext().decodeAudioData(await film.arrayBuffer());
  const samples = sound.getChannelData(0);
  // Audible seconds in each half.
  const heard = [0, 0];
  const step = Math.floor(sound.sampleRate / 10);
  for (let at = 0; at + step < samples.length; at += step) {
    const loudest = samples.subarray(at, at + step).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    if (loudest > 0.02) heard[at * 2 < samples.length ? 0 : 1] += 0.1;
  }
  const video = document.createElement("video");
  video.muted = true;
  video.src = URL.createObjectURL(film);
  document.body.append(video);
  let pictures = 0;
  const count = () => (pictures++, video.requestVideoFrameCallback(count));
  video.requestVideoFrameCallback(count);
  await video.play();
  await new Promise((over) => video.addEventListener("ended", over, { once: true }));
  return { early, unknown, leaked, again, type: film.type, seconds: sound.duration, heard, pictures, width: video.videoWidth };
})().then(done, (error) => done({ error: String(error) }));
