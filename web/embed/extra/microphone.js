// The visitor's microphone. Loaded when they wish to be heard.
/** @import { MicrophoneDevice } from '../../types/module.js' */

/** So often, in ms, the level is told while somebody listens. */
const BEAT = 66;
/** The quietest sound that is shown, in dB below the loudest. */
const QUIETEST = 50;

/** Entries of Chromium's that stand for another one of the list. */
const ALIASES = ['default', 'communications'];

/**
 * The microphones among a browser's devices, each once. Before the visitor has allowed one they have neither names nor ids: then there are none
 * to choose from.
 *
 * @param {Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[]} devices
 * @returns {MicrophoneDevice[]}
 */
export const listed = (devices) =>
  devices.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId && !ALIASES.includes(deviceId)).map(({ deviceId, label }) => ({ deviceId, label }));

/** The microphones of this device, as far as the browser names them. */
export async function microphones() {
  return listed((await navigator.mediaDevices?.enumerateDevices?.()) ?? []);
}

/**
 * The loudness of a piece of sound, from 0 (silence) to 1.
 *
 * @param {Float32Array} samples
 */
export function loudness(samples) {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / (samples.length || 1);
  return Math.min(1, Math.max(0, 1 + (10 * Math.log10(power || 1e-9)) / QUIETEST));
}

/** The names of refusals that say that the device is not there. */
const ABSENT = ['NotFoundError', 'OverconstrainedError'];

/** The names of refusals that a device also gives that was closed a moment ago and that the system has not let go yet; and the time, in ms, that it gets. */
const BUSY = ['NotReadableError', 'AbortError'];
const REST = 400;

/** Whether the browser gives a microphone without asking the visitor. */
async function allowed() {
  const status = await navigator.permissions?.query(/** @type {PermissionDescriptor} */ ({ name: 'microphone' })).catch(() => undefined);
  return status?.state === 'granted';
}

/** The microphone of a session. */
export class Microphone {
  #chosen;
  #tell;
  /** @type {MediaStreamTrack | undefined} */
  #track;
  /** Ends the meter. @type {(() => void) | undefined} */
  #quiet;

  /**
   * @param {() => string | null | undefined} chosen The id of the microphone to open; none for the browser's own.
   * @param {(level: number) => void} tell Hears how loud it is, from 0 to 1, while somebody listens.
   */
  constructor(chosen, tell) {
    this.#chosen = chosen;
    this.#tell = tell;
  }

  /**
   * Asks the browser for the microphone. Whoever takes the track stops it. `other`: it is not the one that was to be opened.
   *
   * @param {boolean} [unasked] Whether it takes the place of one that was taken away: then nobody is asked.
   * @returns {Promise<{ track: MediaStreamTrack, other: boolean }>}
   */
  async open(unasked = false) {
    const { mediaDevices } = navigator;
    if (!mediaDevices?.getUserMedia) throw new DOMException('Pages have a microphone over https only.', 'NotSupportedError');
    if (unasked && !(await allowed())) throw new DOMException('It was taken away.', 'InvalidStateError');
    const id = this.#chosen() || undefined;
    const get = async (/** @type {string | undefined} */ exact) => {
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(exact && { deviceId: { exact } }) };
      const ask = () => mediaDevices.getUserMedia({ audio });
      const stream = await ask().catch(async (error) => {
        if (!BUSY.includes(error?.name)) throw error;
        await new Promise((resolve) => setTimeout(resolve, REST));
        return ask();
      });
      const [track] = stream.getAudioTracks();
      return track;
    };
    let other = unasked && !id;
    const track = await get(id).catch((error) => {
      if (!id || !ABSENT.includes(error?.name)) throw error;
      other = true;
      return get(undefined);
    });
    // Another one was chosen while the visitor was asked.
    if ((this.#chosen() || undefined) !== id) {
      track.stop();
      return this.open(unasked);
    }
    this.#track = track;
    return { track, other };
  }

  /**
   * Runs the meter while somebody listens, and nothing else of the time.
   *
   * @param {string} state The state of the microphone.
   */
  follow(state) {
    const heard = ['listening', 'hearing'].includes(state);
    if (heard && !this.#quiet) this.#quiet = this.#measure();
    else if (!heard) this.#rest();
  }

  #rest() {
    this.#quiet?.();
    this.#quiet = undefined;
  }

  #measure() {
    const track = this.#track;
    if (!track || typeof AudioContext !== 'function') return undefined;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      // Its session was left without a word.
      if (track.readyState === 'ended') return this.#rest();
      analyser.getFloatTimeDomainData(samples);
      this.#tell(loudness(samples));
    }, BEAT);
    return () => {
      clearInterval(timer);
      context.close().catch(() => {});
      this.#tell(0);
    };
  }
}
