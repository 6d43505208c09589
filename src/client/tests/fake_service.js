// A service in the page itself, for the tests: it answers `fetch` and streams a drawn picture over a real peer connection.
// Its requests are in `calls`, in order; `delay` holds every reply of `streaming.new` back; `refusal` answers it instead.
const service = { calls: [], peers: [], delay: 0, refusal: null, native: globalThis.fetch };
// Sessions have names of their own across tests: the last calls of one test may come while the next one runs.
const names = crypto.randomUUID();
let sessions = 0;

const success = (data) => new Response(JSON.stringify({ code: 100, message: "success", data }));

async function open() {
  const peer = new RTCPeerConnection();
  service.peers.push(peer);
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  const brush = canvas.getContext("2d");
  let shade = 0;
  peer.painting = setInterval(() => {
    shade = (shade + 16) % 256;
    brush.fillStyle = `rgb(${shade} 120 40)`;
    brush.fillRect(0, 0, 64, 48);
  }, 30);
  const stream = canvas.captureStream(30);
  for (const track of stream.getTracks()) peer.addTrack(track, stream);
  peer.channel = peer.createDataChannel("messages");
  peer.waiting = [];
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise((done) => {
    const look = () => peer.iceGatheringState === "complete" && done();
    peer.addEventListener("icegatheringstatechange", look);
    look();
  });
  sessions += 1;
  peer.session = `session-${names}-${sessions}`;
  return peer;
}

function say(peer) {
  const task_id = crypto.randomUUID();
  const tell = (message) => peer.channel.send(new TextEncoder().encode(JSON.stringify(message)));
  setTimeout(() => tell({ type: "avatar_start_talking", task_id }), 50);
  setTimeout(() => tell({ type: "avatar_stop_talking", task_id, duration_ms: 100 }), 150);
  return { task_id, duration_ms: 100 };
}

async function answer(request) {
  const name = new URL(request.url).pathname.split("/").pop();
  const body = request.method === "POST" ? JSON.parse(await request.text()) : {};
  const peer = service.peers.find((one) => one.session === body.session_id);
  const foreign = Boolean(body.session_id && !peer);
  service.calls.push({ name, body, foreign, key: request.headers.get("x-api-key"), keepalive: request.keepalive });
  if (foreign) return new Response(JSON.stringify({ code: 400004, message: "Session does not exist" }), { status: 404 });
  if (name === "streaming.new") {
    await new Promise((done) => setTimeout(done, service.delay));
    if (service.refusal) return service.refusal.clone();
    const opened = await open();
    return success({ session_id: opened.session, sdp: opened.localDescription.toJSON(), ice_servers2: [] });
  }
  switch (name) {
    case "streaming.start":
      await peer.setRemoteDescription(body.sdp);
      for (const candidate of peer.waiting.splice(0)) await peer.addIceCandidate(candidate);
      return success(null);
    case "streaming.ice":
      if (peer.remoteDescription) await peer.addIceCandidate(body.candidate);
      else peer.waiting.push(body.candidate);
      return success(null);
    case "streaming.task":
      return success(say(peer));
    case "streaming.stop":
      clearInterval(peer.painting);
      peer.close();
      return success(null);
    default:
      return success(null);
  }
}

globalThis.fetch = (request) =>
  new Promise((resolve, reject) => {
    request.signal?.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
    answer(request).then(resolve, reject);
  });
service.restore = () => {
  globalThis.fetch = service.native;
  for (const peer of service.peers) {
    clearInterval(peer.painting);
    peer.close();
  }
};
return service;
