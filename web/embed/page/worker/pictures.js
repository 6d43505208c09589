// The pictures of one session: when the next one is due, and whether there is the time and a place for it.

/** Ms between two looks at whether something is due. */
export const LOOK = 20;
/** Ms after which a picture is sent again although nothing moved; a viewer who has just come waits for the first one. */
const REFRESH = 500;
const FIRST = { refresh: 66, for: 2_000 };
/** Pictures on their way to the page at most. */
const MAX_PICTURES = 2;

/** The time that pictures take on this machine, those of all sessions. */
export class Effort {
  /** Ms that a picture takes, smoothed. */
  cost = 6;
  /** Until when none is drawn. */
  rest = 0;

  /** At most three quarters of the time are spent on drawing: a slow machine shows fewer pictures. */
  took(/** @type {number} */ begun, /** @type {number} */ done) {
    this.cost += (done - begun - this.cost) / 8;
    this.rest = done + (done - begun) / 3;
  }
}

export class Pictures {
  /** @param {Page} page @param {string} session @param {Effort} effort */
  constructor(page, session, effort) {
    this.page = page;
    this.session = session;
    this.effort = effort;
    const [left, columns] = page.columns(session);
    this.left = left;
    this.buffers = Array.from({ length: MAX_PICTURES }, () => new ArrayBuffer(columns * page.height(session) * 4));
    /** Ms between two pictures. */
    this.interval = 2 * LOOK;
    /** When the next picture is due, when the last was sent, and when the first. */
    this.due = 0;
    this.sent = 0;
    this.first = 0;
  }

  /** The page has shown a picture. @param {ArrayBuffer} buffer */
  giveBack(buffer) {
    this.buffers.push(buffer);
  }

  /** Whether one is due, and there is a place for it. @param {number} now */
  isDue(now) {
    return now >= this.due - 6 && now >= this.effort.rest && this.buffers.length > 0 && this.page.started(this.session);
  }

  /** Draws the picture at a sample, and sends it if anything moved or one is to be sent again. @param {number} now @param {number} sample */
  draw(now, sample) {
    const refresh = !this.first || now - this.first < FIRST.for ? FIRST.refresh : REFRESH;
    const changed = this.page.figure(this.session, sample);
    if (changed) this.effort.took(now, performance.now());
    this.due = Math.max(this.due + this.interval, now + this.interval / 2);
    if (!changed && this.first && now - this.sent < refresh) return;
    // A few pixels again are a new picture for the canvas's stream.
    const [left, top, width, height] = changed ?? [this.left, 0, 2, 2];
    // There is one, where a picture is due.
    const buffer = /** @type {ArrayBuffer} */ (this.buffers.pop());
    this.page.pixels(this.session, left, top, width, height, new Uint8Array(buffer));
    this.sent = now;
    this.first ||= now;
    postMessage({ type: 'picture', session: this.session, buffer, left, top, width, height }, [buffer]);
  }
}
