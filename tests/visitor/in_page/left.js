// Stops, and returns the resources that are left.
const [done] = arguments;
const element = document.querySelector("#avatar");
const tracks = element.video.srcObject.getTracks();
(async () => {
  await element.stop();
  await new Promise((later) => setTimeout(later, 300));
  done({ tracks: tracks.map(({ readyState }) => readyState), stored: Object.keys(localStorage) });
})().catch((error) => done({ error: error.message }));
