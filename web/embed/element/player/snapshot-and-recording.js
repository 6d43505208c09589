// Snapshots and recordings of the avatar: the page's, and those that the visitor saves.
/** @import { RecordingOptions, SnapshotOptions } from '../../../types/module.js' */
/** @import { Session } from '../../session/session.js' */
/** @import { PlayerBackground } from './player-background.js' */
import { Recorder } from '../../session/session.js';

export class Tools {
  #session;
  #background;
  #hear;
  /** The visitor's. The page's own, by `startRecording`, is another. */
  #recorder = new Recorder();

  /**
   * @param {Session} session
   * @param {PlayerBackground} background
   * @param {(kind: string, detail: object) => void} hear
   */
  constructor(session, background, hear) {
    this.#session = session;
    this.#background = background;
    this.#hear = hear;
  }

  /** @param {SnapshotOptions} [options] */
  snapshot(options) {
    return this.#session.snapshot({ ...options, background: this.#background.colour }, this.#background.canvas);
  }

  /** @param {RecordingOptions} [options] */
  startRecording(options) {
    return this.#session.startRecording({ ...options, background: this.#background.colour }, this.#background.canvas);
  }

  /** @param {Promise<Blob | null>} coming */
  async #save(coming) {
    const [{ save }, blob] = await Promise.all([import('../../extra/save.js'), coming]);
    if (blob?.size) save(blob, 'avatar');
  }

  /** Saves a picture for the visitor. */
  picture() {
    this.attempt(this.#save(this.snapshot()));
  }

  /**
   * Begins the visitor's film, or ends and saves it.
   *
   * @param {boolean} on
   */
  async film(on) {
    const { video } = this.#session;
    const told = { name: 'record', on };
    if (on) await this.#recorder.start(video, { background: this.#background.colour, source: () => this.#background.canvas ?? video });
    const saved = !on && this.#recorder.runs && this.#save(this.#recorder.stop());
    this.#hear('switched', told);
    await saved;
  }

  /**
   * Tells the visitor where the browser does not do something.
   *
   * @param {Promise<unknown>} work
   */
  attempt(work) {
    work.catch((error) => this.#hear('error', { code: 'tool-failed', message: 'The browser did not do this.', action: '', detail: String(error) }));
  }
}
