// The page's own service, for the tests: what `web/embed/extra/page-service.js` makes, with a drawn picture and no voice. `calls` are those so far,
// `problem` is what stands in the way of every call; `end` ends the session as the far end does.
const service = { calls: [], problem: null, closed: 0, connections: [] };
const success = (data) => Response.json({ code: 100, data });

service.fetch = async (request) => {
  const name = new URL(request.url).pathname.split("/").pop();
  const body = await request.json();
  service.calls.push({ name, body });
  if (service.problem) return Response.json({ code: service.problem, message: "voices/en-US.bin: 404" }, { status: 400 });
  if (name === "streaming.new") return success({ session_id: "in-page", sdp: { type: "offer", sdp: "in-page" }, ice_servers2: [] });
  const [connection] = service.connections.slice(-1);
  if (name === "streaming.start") connection.live();
  if (name !== "streaming.task") return success(null);
  const tell = (message) => connection.channel.dispatchEvent(new MessageEvent("message", { data: JSON.stringify({ task_id: "one", ...message }) }));
  setTimeout(() => tell({ type: "avatar_start_talking" }), 20);
  setTimeout(() => tell({ type: "avatar_stop_talking", duration_ms: 60 }), 80);
  return success({ task_id: "one", duration_ms: 60 });
};

class Connection extends EventTarget {
  connectionState = "new";
  setConfiguration() {}
  getReceivers() {
    return [];
  }
  async getStats() {
    return new Map([["video", { type: "inbound-rtp", kind: "video", framesDecoded: this.frames, frameWidth: 64, frameHeight: 48 }]]);
  }
  frames = 0;
  async setRemoteDescription({ sdp }) {
    this.id = sdp;
  }
  async createAnswer() {
    return { type: "answer", sdp: this.id };
  }
  async setLocalDescription() {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const brush = canvas.getContext("2d");
    this.painting = setInterval(() => {
      this.frames += 1;
      brush.clearRect(0, 0, 64, 48);
      brush.fillStyle = `rgb(${this.frames % 256} 120 40)`;
      brush.fillRect(16, 8, 32, 40);
    }, 30);
    for (const track of canvas.captureStream(30).getTracks()) this.dispatchEvent(Object.assign(new Event("track"), { track, receiver: {} }));
  }
  enter(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
  live() {
    this.channel = Object.assign(new EventTarget(), { readyState: "open", close() {} });
    this.enter("connected");
    this.dispatchEvent(Object.assign(new Event("datachannel"), { channel: this.channel }));
  }
  close() {
    clearInterval(this.painting);
    service.closed += 1;
  }
}

service.connection = () => {
  const connection = new Connection();
  service.connections.push(connection);
  return connection;
};
service.withholds = false;
service.end = () => service.connections.at(-1).enter("failed");
return service;
