// A recording of what is shown and heard. A recorder ends with the tracks it was given, but a session that is renewed or recovered
// comes on new ones: so it is given a canvas, and a sound of our own that the session's sound is led into.

import { VideoCanvas } from './video-canvas.js';

/** @import { RecordingOptions } from '../../types/module.js' */
/** @import { BackgroundFill } from './fill.js' */
/**
 * @typedef {RecordingOptions & { picture?: HTMLCanvasElement, background?: BackgroundFill, source?: () => HTMLVideoElement | HTMLCanvasElement }} How
 *   `picture` is recorded as it is, in place of the video's; `source` gives the picture that is shown now, which may be another later. `background`
 *   is behind transparent pictures.
 */

const TYPES = ['video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/mp4', 'video/webm'];

export class Recording {
  #video;
  #recorder;
  /** @type {Blob[]} */
  #parts = [];
  #copy;
  #tracks;
  #sound;
  /** @type {MediaStreamAudioSourceNode | undefined} */
  #source;
  /** @type {MediaStreamTrack | undefined} */
  #track;

  /**
   * Records what the video shows and plays.
   *
   * @param {HTMLVideoElement} video
   * @param {How} [how]
   */
  static async of(video, how = {}) {
    if (!video.srcObject) throw new DOMException('Nothing is shown yet.', 'InvalidStateError');
    // Before there is anything that would have to be given back.
    if (how.type && !MediaRecorder.isTypeSupported(how.type)) throw new DOMException(`This browser does not record ${how.type}.`, 'NotSupportedError');
    const sound = new AudioContext();
    // It waits for a gesture of the visitor, as the video's own sound does; then there is nothing to be heard anyway.
    await Promise.race([sound.resume(), new Promise((later) => setTimeout(later, 500))]);
    return new Recording(video, sound, how);
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {AudioContext} sound
   * @param {How} how
   */
  constructor(video, sound, { type, picture, bitsPerSecond, background, source }) {
    this.#video = video;
    this.#sound = sound;
    const copy = picture ? undefined : new VideoCanvas(video, background, source);
    this.#copy = copy;
    const canvas = picture ?? copy?.canvas ?? document.createElement('canvas');
    const output = sound.createMediaStreamDestination();
    const follow = () => this.#follow(output);
    video.addEventListener('loadedmetadata', follow);
    // The click that brings the video's sound brings the film's, too.
    const wake = () => sound.resume();
    video.addEventListener('volumechange', wake);
    follow();
    this.#tracks = [...canvas.captureStream(30).getVideoTracks(), ...output.stream.getAudioTracks()];
    const mimeType = type ?? TYPES.find((each) => MediaRecorder.isTypeSupported(each));
    this.#recorder = new MediaRecorder(new MediaStream(this.#tracks), { mimeType, bitsPerSecond });
    this.#recorder.ondataavailable = ({ data }) => {
      if (data.size) this.#parts.push(data);
      // A renewed session's tracks take the place of the old ones without any event.
      follow();
    };
    const end = () => {
      video.removeEventListener('loadedmetadata', follow);
      video.removeEventListener('volumechange', wake);
    };
    this.#recorder.addEventListener('stop', end, { once: true });
    // In parts, so that what was recorded is there whatever happens.
    this.#recorder.start(1000);
  }

  /**
   * Leads the sound of the video's present stream into the film.
   *
   * @param {AudioNode} output
   */
  #follow(output) {
    const stream = /** @type {MediaStream | null} */ (this.#video.srcObject);
    const [track] = stream?.getAudioTracks() ?? [];
    if (!track || track === this.#track || this.#sound.state === 'closed') return;
    this.#track = track;
    this.#source?.disconnect();
    this.#source = this.#sound.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(output);
  }

  /** Ends it; the film. */
  async stop() {
    const recorder = this.#recorder;
    if (recorder.state !== 'inactive') {
      const stopped = new Promise((done) => recorder.addEventListener('stop', done, { once: true }));
      recorder.stop();
      await stopped;
    }
    for (const track of this.#tracks) track.stop();
    this.#copy?.free();
    this.#source?.disconnect();
    await this.#sound.close();
    return new Blob(this.#parts, { type: recorder.mimeType });
  }
}
