// The connection test in the player: its findings stand in the place of the card of a problem.
/** @import { Session } from '../../session/session.js' */
/** @import { Words } from '../texts.js' */
/** @import { Card } from './placeholder-model.js' */
import { made } from './nodes.js';

export class ConnectionTest {
  /** The number of the card. @type {number | undefined} */
  #number;
  /** @type {Node | undefined} */
  #content;

  /**
   * The findings that stand in the place of this card; undefined where it is the card itself.
   *
   * @param {Card | undefined} card
   */
  of(card) {
    return card?.number === this.#number ? this.#content : undefined;
  }

  /**
   * Tests the connection.
   *
   * @param {Session} session
   * @param {Words} text
   * @param {() => Card | undefined} card The one that is shown.
   * @param {() => void} changed
   */
  async run(session, text, card, changed) {
    const number = card()?.number;
    const show = (/** @type {Node} */ content) => {
      this.#number = number;
      this.#content = content;
      changed();
    };
    show(made('p', {}, text.checking));
    const found = await Promise.all([import('../../extra/connection-report.js'), session.checkConnection()]).then(
      ([{ shown }, check]) => shown(check, text.lang),
      () => made('p', {}, text.checkFailed),
    );
    // Dismissed, or another problem came.
    if (card()?.number === number) show(found);
  }
}
