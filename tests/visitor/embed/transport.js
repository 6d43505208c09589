// The transport of the server's candidate that the page's open peer connection uses.
const done = arguments[0];
(async () => {
  const peer = endToEnd.peers.findLast(({ connectionState }) => connectionState === 'connected');
  const report = await peer.getStats();
  const { selectedCandidatePairId } = [...report.values()].find(({ type }) => type === 'transport');
  return report.get(report.get(selectedCandidatePairId).remoteCandidateId).protocol;
})().then(done, (error) => done({ error: String(error) }));
