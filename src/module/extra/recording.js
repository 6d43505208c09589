// A film of what is shown and heard.

const TYPES = ['video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/mp4', 'video/webm'];

export class Recording {
  #recorder;
  #parts = [];
  #drawing;

  /** Records the video's stream; where `picture` is given (a canvas), its picture in place of the video's. */
  constructor(video, { type, picture, bitsPerSecond } = {}) {
    const stream = video.srcObject;
    if (!stream) throw new DOMException('Nothing is shown yet.', 'InvalidStateError');
    const drawn = picture?.captureStream(30);
    this.#drawing = drawn?.getVideoTracks() ?? [];
    const tracks = [...(drawn ? this.#drawing : stream.getVideoTracks()), ...stream.getAudioTracks()];
    const mimeType = type ?? TYPES.find((each) => MediaRecorder.isTypeSupported(each));
    this.#recorder = new MediaRecorder(new MediaStream(tracks), { mimeType, bitsPerSecond });
    this.#recorder.ondataavailable = ({ data }) => data.size && this.#parts.push(data);
    // In parts, so that a session which ends meanwhile leaves what was recorded until then.
    this.#recorder.start(1000);
  }

  /** Ends it; the film. */
  async stop() {
    const recorder = this.#recorder;
    if (recorder.state !== 'inactive') {
      const stopped = new Promise((done) => recorder.addEventListener('stop', done, { once: true }));
      recorder.stop();
      await stopped;
    }
    for (const track of this.#drawing) track.stop();
    return new Blob(this.#parts, { type: recorder.mimeType });
  }
}
