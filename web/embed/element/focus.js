// Where the focus goes: a decision on what is known, without a look at the page.

const AT_REST = ['Idle', 'Ended'];

/**
 * The name of the node that gets the focus, or nothing where it stays. `before` and `state` are the session's, `at` is what had the focus
 * (`start`, `stop`, `input`, `player`, `other`; null for nothing in the element), `lost` whether that is gone now, `begun` whether the visitor began the session
 * here and is nowhere else, `touch` whether they touch the screen, `box` whether the text box can be used.
 *
 * Keys may be typed in hope of a text box at any time, so the focus never comes to a button by itself that begins or ends a session, but
 * to the one that takes the place of the one that was just pressed. Who touches the screen gets no keyboard unasked.
 */
export function focusAfter({ before, state, at, lost, begun, touch, box }) {
  const here = at !== null || begun;
  if (!here) return undefined;
  const write = !touch && box ? 'input' : 'player';
  const active = !AT_REST.includes(state);
  // A session begins, or the avatar has come: from here on one types.
  if (active && AT_REST.includes(before)) return at === 'start' || lost || at === 'player' || at === null ? write : undefined;
  if (state === 'Live' && before !== 'Live') return at === 'input' || at === 'other' ? (lost ? write : undefined) : write;
  if (!lost) return undefined;
  if (active) return write;
  return at === 'stop' && !touch ? 'start' : 'player';
}
