// The visitor's microphone. Loaded when they wish to be heard.

/**
 * Asks the browser for the microphone. Whoever takes the track stops it.
 *
 * @returns {Promise<MediaStreamTrack>}
 */
export async function open() {
  const { mediaDevices } = navigator;
  if (!mediaDevices?.getUserMedia) throw new DOMException('Pages have a microphone over https only.', 'NotSupportedError');
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const [track] = (await mediaDevices.getUserMedia({ audio })).getAudioTracks();
  return track;
}
