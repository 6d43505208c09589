// Mutes the microphone before it is there, and asks for it again while it is on.
const [there, done] = arguments;
const told = { states: [] };
const avatar = new StreamingAvatar({ apiBase: there, quality: "low", muted: true });
document.body.append(avatar.video);
avatar.addEventListener("microphonechange", ({ detail }) => told.states.push(detail.state));
(async () => {
  const started = avatar.start();
  const heard = avatar.startVoiceChat();
  await avatar.muteInputAudio();
  await started;
  await heard;
  told.first = avatar.microphone;
  await avatar.startVoiceChat({ isInputAudioMuted: true });
  told.again = avatar.microphone;
  await avatar.unmuteInputAudio();
  await avatar.startVoiceChat();
  told.loud = avatar.microphone;
  await avatar.stop();
  done(told);
})().catch((error) => done({ error: `${error.message} ${JSON.stringify(told)}` }));
