// The player's nodes, and those of its words that never change with how things stand.
/** @import { IconName } from './nodes.js' */
/** @import { Words } from '../texts.js' */
import { button, icon, made, write } from './nodes.js';

/**
 * The nodes of the controls, by the controls' names, with the icon of each.
 *
 * @satisfies {Record<string, readonly [part: string, icon: IconName]>}
 */
const BUTTONS = /** @type {const} */ ({
  stop: ['stop', 'stop'],
  microphone: ['microphone', 'microphone'],
  microphoneOff: ['microphone-off', 'microphoneOff'],
  interrupt: ['interrupt', 'hush'],
  repeat: ['repeat', 'repeat'],
  mute: ['mute', 'sound'],
  captions: ['captions-toggle', 'captions'],
  transcript: ['transcript-toggle', 'log'],
  snapshot: ['snapshot', 'camera'],
  record: ['record', 'record'],
  pip: ['pip', 'picture'],
  full: ['fullscreen', 'full'],
  close: ['close', 'close'],
});
export const NAMES = /** @type {(keyof typeof BUTTONS)[]} */ (Object.keys(BUTTONS));

/** @typedef {ReturnType<typeof build>} Nodes */

/**
 * Everything that is seen, still without words.
 *
 * @param {HTMLVideoElement} video
 * @param {string} draft What the visitor had typed.
 * @param {(name: string) => void} pressed
 */
export function build(video, draft, pressed) {
  const press = (/** @type {string} */ name) => () => pressed(name);
  const nodes = {
    status: made('p', { part: 'status', role: 'status' }),
    notice: made('p', { part: 'notice' }),
    unblock: made('span'),
    captionLine: made('p', { part: 'captions', ariaHidden: 'true', dir: 'auto' }),
    lines: made('div'),
    waitingWords: made('span', { role: 'status' }),
    clear: made('button', { part: 'clear', type: 'button', onclick: press('clear') }),
    statistics: made('dl', { part: 'statistics', hidden: true, tabIndex: 0 }),
    trouble: made('div', { part: 'trouble', role: 'alert' }),
    limit: made('div', { part: 'limit', role: 'status' }),
    input: made('textarea', { part: 'input', rows: 1, dir: 'auto', enterKeyHint: 'send', value: draft }),
    count: made('p', { part: 'count', role: 'status', hidden: true }),
    start: made('button', { part: 'start', type: 'button', onclick: press('start') }),
    volume: made('input', { part: 'volume', type: 'range', step: '5', value: '100' }),
    send: button('send', 'send', press('send')),
  };
  const entries = NAMES.map((name) => {
    const [part, sign] = BUTTONS[name];
    return [name, button(part, sign, press(name))];
  });
  const buttons = /** @type {Record<keyof typeof BUTTONS, HTMLButtonElement>} */ (Object.fromEntries(entries));
  const sound = made('button', { part: 'unblock', type: 'button', onclick: press('sound') }, icon('muted'), nodes.unblock);
  const log = made('div', { part: 'transcript', role: 'log', tabIndex: 0 }, nodes.lines);
  const limitWords = made('span');
  const left = made('span', { role: 'timer' });
  const waiting = made('p', { part: 'waiting' }, nodes.waitingWords, ' ', nodes.clear);
  const stay = made('button', { part: 'stay', type: 'button', onclick: press('stay') });
  nodes.limit.append(made('span', {}, limitWords, ' ', left), stay);
  const composer = made('div', { part: 'composer' }, nodes.input, nodes.count, nodes.send);
  const poster = made('img', { part: 'poster' });
  const stage = made('div', { part: 'stage' }, poster, video);
  const controls = made('div', { part: 'controls' }, nodes.start, ...NAMES.filter((name) => name !== 'close').map((name) => buttons[name]));
  buttons.mute.after(nodes.volume);
  const top = made('div', { part: 'top' }, nodes.status, nodes.notice, sound, buttons.close);
  const over = made('div', { part: 'over' }, nodes.statistics, nodes.captionLine, log, waiting, nodes.trouble, nodes.limit, composer, controls);
  const player = made('div', { part: 'player', tabIndex: -1 }, stage, top, over);
  return { ...nodes, ...buttons, video, log, sound, limitWords, left, stay, waiting, composer, poster, stage, controls, player };
}

/**
 * Writes the words that never change with how things stand.
 *
 * @param {Nodes} nodes
 * @param {Words} text
 */
export function label(nodes, text) {
  Object.assign(nodes.player, { lang: text.lang, dir: text.dir ?? 'ltr' });
  nodes.video.ariaLabel = text.picture;
  nodes.log.ariaLabel = text.transcript;
  write(nodes.notice, text.artificial);
  nodes.volume.ariaLabel = text.volume;
  nodes.send.ariaLabel = nodes.send.title = text.send;
  write(nodes.unblock, text.sound);
  write(nodes.stay, text.stay);
  write(nodes.clear, text.clear);
}
