// Removes the element from the page while it speaks, and listens to its track.
const [done] = arguments;
const element = document.querySelector("#avatar");
(async () => {
  await customElements.whenDefined("streaming-avatar");
  await element.start();
  const context = new AudioContext();
  await context.resume();
  const ear = context.createAnalyser();
  // A clone of the track: the element's own track ends with it.
  const [track] = element.video.srcObject.getAudioTracks();
  context.createMediaStreamSource(new MediaStream([track.clone()])).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  const level = () => {
    ear.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  };
  const loudest = async (millis) => {
    let most = 0;
    for (const end = performance.now() + millis; performance.now() < end; ) {
      most = Math.max(most, level());
      await new Promise((later) => setTimeout(later, 20));
    }
    return most;
  };
  const speech = element.speak("This goes on for a while, and then for a while longer, until nobody is there to say it any more.");
  const speaking = await loudest(2500);
  element.remove();
  // A moved element keeps its session for a moment.
  await new Promise((later) => setTimeout(later, 800));
  const after = await loudest(1000);
  done({ speaking, after, outcome: await speech });
})().catch((error) => done({ error: `${error.message} ${error.code}` }));
