// Starts and stops the app's session the given number of times, by the buttons that a visitor presses.
const [times, done] = arguments;
(async () => {
  const find = (id) => document.querySelector(`[data-testid="${id}"]`);
  // A button that has just replaced another ignores clicks for a moment. That pause is not under test, so the page's
  // clock skips it.
  const now = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => now() + ahead;
  const press = (id) => {
    ahead += 700;
    find(id).click();
  };
  const reached = async (state) => {
    const since = performance.now();
    while (find("state").dataset.state !== state) {
      if (performance.now() - since > 30000) throw new Error(`never ${state}, but ${find("state").dataset.state}: ${find("error")?.textContent}`);
      await new Promise((later) => setTimeout(later, 10));
    }
  };
  for (let time = 0; time < times; time += 1) {
    press("start");
    await reached("live");
    press("stop");
    await reached("ended");
  }
  // The harness drops its references, so that the browser may collect the connections.
  window.endToEnd.forget();
  return times;
})().then(done, (error) => done({ error: String(error) }));
