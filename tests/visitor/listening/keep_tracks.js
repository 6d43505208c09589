// Remembers the tracks that the microphone gives.
window.tracks = [];
window.busy = 0;
const devices = navigator.mediaDevices;
if (devices) {
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    // Set by a test: so often a microphone that was closed a moment ago is still in use.
    if (window.busy) {
      window.busy -= 1;
      throw new DOMException('Could not start audio source', 'NotReadableError');
    }
    const stream = await ask(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}
