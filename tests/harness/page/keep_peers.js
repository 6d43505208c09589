// Runs before the page's own scripts. The page gets a peer connection like any other; the tests can ask it for its
// statistics and read what arrived on its data channels. They see how much memory the page's wasm has taken, too.
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
  // Lets go of what is over, so that what the tests keep is not taken for what the page keeps.
  const forget = () => {
    const open = peers.filter((peer) => peer.connectionState !== "closed");
    peers.splice(0, peers.length, ...open);
    messages.length = 0;
  };
  window.endToEnd = { peers, messages, instances, forget };
})();
