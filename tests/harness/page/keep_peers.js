// Runs before the page's own scripts. The page gets a peer connection like any other; the tests can ask it for its
// statistics and read what arrived on its data channels.
(() => {
  const Native = window.RTCPeerConnection;
  const peers = [];
  const messages = [];
  window.RTCPeerConnection = class RTCPeerConnection extends Native {
    constructor(...settings) {
      super(...settings);
      peers.push(this);
      this.addEventListener("datachannel", ({ channel }) => {
        channel.addEventListener("message", async ({ data }) => {
          const at = performance.now();
          const bytes = data instanceof Blob ? await data.arrayBuffer() : data;
          const text = typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);
          messages.push({ at, text });
        });
      });
    }
  };
  window.endToEnd = { peers, messages };
})();
