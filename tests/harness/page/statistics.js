// Sums the receive statistics of all peer connections of the page.
const done = arguments[arguments.length - 1];
(async () => {
  const sum = {
    connections: 0, open: 0, framesDecoded: 0, framesReceived: 0, width: 0, height: 0, freezes: 0,
    audioEnergy: 0, audioSeconds: 0, audioConcealed: 0, videoCodec: "", packetsLost: 0,
  };
  for (const peer of window.endToEnd.peers) {
    sum.connections += 1;
    if (peer.connectionState !== "closed") sum.open += 1;
    const report = await peer.getStats();
    for (const entry of report.values()) {
      if (entry.type !== "inbound-rtp") continue;
      sum.packetsLost += entry.packetsLost ?? 0;
      if (entry.kind === "video") {
        sum.framesDecoded += entry.framesDecoded ?? 0;
        sum.framesReceived += entry.framesReceived ?? 0;
        sum.width = Math.max(sum.width, entry.frameWidth ?? 0);
        sum.height = Math.max(sum.height, entry.frameHeight ?? 0);
        sum.freezes += entry.freezeCount ?? 0;
        sum.videoCodec = report.get(entry.codecId)?.mimeType ?? sum.videoCodec;
      } else {
        sum.audioEnergy += entry.totalAudioEnergy ?? 0;
        sum.audioSeconds += entry.totalSamplesDuration ?? 0;
        // In silence, gaps are filled with silence, which is not heard.
        sum.audioConcealed += ((entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0)) / 48000;
      }
    }
  }
  done(sum);
})().catch((error) => done({ error: String(error) }));
