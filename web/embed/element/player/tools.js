// Pictures and films of the avatar: the page's, and those that the visitor saves.
/** @import { RecordingOptions, SnapshotOptions } from '../../../types/module.js' */
/** @import { Session } from '../../session/session.js' */
/** @import { Ground } from './ground.js' */
import { Film } from '../../session/session.js';

export class Tools {
  #session;
  #ground;
  #hear;
  /** The visitor's. The page's own, by `startRecording`, is another. */
  #film = new Film();

  /**
   * @param {Session} session
   * @param {Ground} ground
   * @param {(kind: string, detail: object) => void} hear
   */
  constructor(session, ground, hear) {
    this.#session = session;
    this.#ground = ground;
    this.#hear = hear;
  }

  /** @param {SnapshotOptions} [options] */
  snapshot(options) {
    return this.#session.snapshot({ ...options, ground: this.#ground.colour }, this.#ground.canvas);
  }

  /** @param {RecordingOptions} [options] */
  startRecording(options) {
    return this.#session.startRecording({ ...options, ground: this.#ground.colour }, this.#ground.canvas);
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
    if (on) await this.#film.start(video, { ground: this.#ground.colour, source: () => this.#ground.canvas ?? video });
    const saved = !on && this.#film.runs && this.#save(this.#film.stop());
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
