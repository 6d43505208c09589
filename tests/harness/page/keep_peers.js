// Wraps `RTCPeerConnection` before the page's own scripts run, so that tests can read the statistics and the messages
// on data channels. It also records the wasm's memory.
(() => {
  const Native = window.RTCPeerConnection;
  const peers = [];
  const messages = [];
  const instances = [];
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
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const native = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await native.apply(WebAssembly, given);
      instances.push(made.instance ?? made);
      return made;
    };
  }
  // Drops closed connections, so that the harness's references are not counted as the page's.
  const forget = () => {
    const open = peers.filter((peer) => peer.connectionState !== "closed");
    peers.splice(0, peers.length, ...open);
    messages.length = 0;
  };
  window.endToEnd = { peers, messages, instances, forget };
})();
