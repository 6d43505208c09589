// Starts while the wasm hangs, with timers that run a hundred times as fast for long delays.
const [there, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  const timers = new Set();
  const [begin, end] = [window.setTimeout, window.clearTimeout];
  window.setTimeout = (call, millis, ...given) => {
    if (millis < 10000) return begin(call, millis, ...given);
    const timer = begin(() => (timers.delete(timer), call(...given)), millis / 100);
    timers.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => (timers.delete(timer), end(timer));
  const before = window.fetch;
  window.fetch = (...given) => (String(given[0]).endsWith('.wasm') ? new Promise(() => {}) : before(...given));
  const avatar = new StreamingAvatar({ apiBase: there });
  const started = avatar.start().then(() => avatar.state, (error) => error.code);
  const text = avatar.speak('Never said.');
  const code = await started;
  // A stopped start leaves no timer behind.
  avatar.start().catch(() => {});
  await avatar.stop();
  return { code, state: avatar.state, text: await text, timers: timers.size };
})().then(done, (error) => done({ error: String(error) }));
