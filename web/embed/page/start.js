// Starts what all avatars of the page share with the first that is needed, and knows whether it may be heard.

import { Engine } from './engine.js';
import { notLoaded, refusal, unsupported } from './errors.js';
import { script, spawnWorker } from './spawn-worker.js';
import { compiled } from './load.js';
import { SCRIPT, WASM, addressOf } from './addresses.js';
import { SAMPLE_RATE } from './sample-rate.js';
import { missing } from './support.js';

/** @typedef {{ readonly blocked: boolean, unblock(): Promise<void>, onchange: ((blocked: boolean) => void) | null }} Sound */

/** Ms within which sound that the visitor has asked for begins, if there is any. */
const AUDIO_TIMEOUT = 2_000;

/** The engine while it starts and while it is there. @type {Promise<Engine> | null} */
let starting = null;
/** @type {Engine | null} */
let engine = null;

/** The sound of all avatars. While it is blocked, speech is held. @type {Sound} */
export const sound = {
  get blocked() {
    return !!engine && engine.context.state !== 'running';
  },
  unblock: async () => {
    const there = engine;
    if (!there) return;
    // Without a sound device Firefox never lets a context run, whoever asks. Speech is then no longer held.
    const late = setTimeout(() => there.worker.postMessage({ type: 'no-audio' }), AUDIO_TIMEOUT);
    await there.context.resume();
    clearTimeout(late);
  },
  onchange: null,
};

const told = {
  onsound: () => sound.onchange?.(sound.blocked),
  /** @param {Engine} left */
  onrelease: (left) => {
    if (engine === left) engine = starting = null;
  },
};

/** The engine, where it is there. */
export const current = () => engine;

/** The engine, started if it is not there. */
export function ready() {
  return (starting ??= start().catch((error) => {
    starting = null;
    throw error.code ? error : refusal('not-loaded', 'The avatar in the page did not start.', 'Start again.', error);
  }));
}

async function start() {
  const lacks = missing();
  if (lacks) throw unsupported(lacks);
  // Its sound leaves by streams, which media elements play: a way to the speakers of its own would only play silence.
  /** @type {AudioContextOptions & { sinkId: { type: 'none' } }} */
  const options = { sampleRate: SAMPLE_RATE, latencyHint: 'interactive', sinkId: { type: 'none' } };
  const context = new AudioContext(options);
  /** @type {Worker | undefined} */
  let worker;
  try {
    const [spawned, , module] = await Promise.all([
      spawnWorker().then((spawned) => (worker = spawned)),
      context.audioWorklet.addModule(script(addressOf(SCRIPT))).catch((error) => {
        throw notLoaded(SCRIPT, error);
      }),
      compiled(WASM),
    ]);
    await new Promise((resolve, reject) => {
      spawned.onmessage = ({ data }) => (data.type === 'ready' ? resolve(null) : reject(notLoaded(WASM, data.detail)));
      spawned.postMessage({ type: 'start', module });
    });
    engine = new Engine(context, spawned, told);
    engine.releaseSoon();
    return engine;
  } catch (error) {
    worker?.terminate();
    context.close().catch(() => {});
    throw error;
  }
}
