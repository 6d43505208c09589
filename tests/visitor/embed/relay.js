// One session of the module with these options: its events, its media route and its calls.
const [options, done] = arguments;
(async () => {
  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50));
  const calls = [];
  const before = window.fetch;
  window.fetch = (...given) => {
    const address = given[0].url ?? String(given[0]);
    if (address.includes('/v1/')) calls.push(address.split('/v1/')[1]);
    return before(...given);
  };
  const avatar = new StreamingAvatar(options);
  try {
    await avatar.start();
    const outcome = await avatar.speak('All of this goes a longer way round.');
    let stats;
    while (!(stats = await avatar.stats())?.localCandidate || stats.framesDecoded < 10) await new Promise((later) => setTimeout(later, 100));
    const { localCandidate, framesDecoded } = stats;
    const report = await endToEnd.peers.at(-1).getStats();
    const relayed = [...report.values()].find(({ type, candidateType }) => type === 'local-candidate' && candidateType === 'relay')?.relayProtocol;
    return { outcome, local: localCandidate, frames: framesDecoded, relayed, calls };
  } catch ({ code, message, action }) {
    return { code, message, action, calls };
  } finally {
    window.fetch = before;
    await avatar.stop();
  }
})().then(done, (error) => done({ error: String(error) }));
