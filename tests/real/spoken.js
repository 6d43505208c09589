// A bare client with the browser's microphone: tells the words that were heard and the first answer, and the milliseconds from the end
// of the visitor's speech to each.
const [there, done] = arguments;
const post = async (name, body) => {
  const reply = await fetch(`${there}/v1/streaming.${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await reply.json()).data;
};
(async () => {
  const opened = await post('new', { quality: 'low', video_encoding: 'VP8', disable_idle_timeout: true });
  const { session_id } = opened;
  const peer = new RTCPeerConnection({ iceServers: opened.ice_servers2 });
  const told = { features: opened.features, messages: [] };
  let stopped;
  const answered = new Promise((resolve) => {
    peer.ondatachannel = ({ channel }) => {
      channel.binaryType = 'arraybuffer';
      channel.onmessage = ({ data }) => {
        const message = JSON.parse(new TextDecoder().decode(data));
        const now = performance.now();
        told.messages.push(message.type);
        if (message.type === 'user_stop') stopped = now;
        if (message.type === 'user_talking_message') {
          told.heard = message.message;
          told.untilHeard = Math.round(now - stopped);
        }
        if (message.type === 'avatar_start_talking') told.untilFirstWord ??= Math.round(now - stopped);
        if (message.type === 'avatar_talking_message') told.answer = (told.answer ?? '') + message.message;
        if (message.type === 'avatar_stop_talking') resolve();
      };
    };
  });
  peer.onicecandidate = ({ candidate }) => candidate && post('ice', { session_id, candidate });
  await peer.setRemoteDescription(opened.sdp);
  const sound = peer.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');
  sound.direction = 'sendrecv';
  await peer.setLocalDescription(await peer.createAnswer());
  await post('start', { session_id, sdp: peer.localDescription });
  while (peer.connectionState !== 'connected') await new Promise((later) => setTimeout(later, 20));
  await post('start_listening', { session_id });
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  await sound.sender.replaceTrack(microphone.getAudioTracks()[0]);
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`no answer: ${JSON.stringify(told)}`)), 50_000));
  await Promise.race([answered, late]);
  peer.close();
  await post('stop', { session_id });
  done(told);
})().catch((error) => done({ error: String(error) }));
