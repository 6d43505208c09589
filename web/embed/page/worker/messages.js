// The worker's thread: handles the messages of the page, by the two wasms.

import { Effort, LOOK } from './pictures.js';
import { Playback } from './playback.js';
import { Synthesis } from './synthesis.js';

export function handleMessages() {
  const effort = new Effort();
  /** Whether there is no sound to be had on this machine: speech goes on all the same. */
  const audience = { unheard: false };
  /** @type {Map<string, Playback>} */
  const playbacks = new Map();
  /** @type {Page} */
  let page;
  /** @type {Synthesis} */
  let synthesis;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let expiry = 0;
  let failed = false;

  /** @param {any} error */
  const fail = (error) => postMessage({ type: 'failed', detail: String(error?.stack ?? error) });
  /** @param {number} number @param {string | null} value */
  const answer = (number, value) => postMessage({ type: 'answer', number, value });

  /** Runs what must not fail. Where it does, the wasm is in no known state any more: the page is told, and nothing goes on. @param {() => void} work */
  function guarded(work) {
    if (failed) return;
    try {
      work();
    } catch (error) {
      failed = true;
      clearInterval(timer);
      fail(error);
    }
  }

  const synthesise = () => synthesis.run();

  function keepTime() {
    const now = performance.now();
    for (const playback of playbacks.values()) playback.keepTime(now);
    if (now - expiry > 1000) {
      expiry = now;
      page.expire(Date.now());
    }
  }

  /** @param {string} session */
  function drop(session) {
    playbacks.get(session)?.close();
    playbacks.delete(session);
    if (!playbacks.size) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  /** The calls of the wasm. @type {Host} */
  const host = {
    reply: (number, status, body) => postMessage({ type: 'reply', number, status, body }),
    tell: (session, message) => postMessage({ type: 'tell', session, message }),
    order: (session, ...order) => synthesis.order(session, (voices) => voices.order(session, ...order)),
    withdraw: (session, task) => synthesis.order(session, (voices) => voices.withdraw(session, task)),
    callOff: (session) => synthesis.order(session, (voices) => voices.callOff(session)),
    ended: (session) => {
      synthesis.order(session, (voices) => voices.close(session));
      drop(session);
      postMessage({ type: 'ended', session });
    },
  };

  /** The page's messages, by their type. @type {Record<string, (message: any) => void>} */
  const on = {
    start: async ({ module }) => {
      try {
        const bindgen = glue.page();
        await bindgen({ module_or_path: module });
        page = new bindgen.Page(host);
        synthesis = new Synthesis(page, () => playbacks.values(), guarded);
        postMessage({ type: 'ready' });
      } catch (error) {
        fail(error);
      }
    },
    call: ({ number, path, body }) => {
      page.call(number, path, body, crypto.randomUUID(), Date.now());
      if (path.endsWith('.interrupt')) playbacks.get(JSON.parse(body).session_id)?.cut();
      synthesise();
      for (const playback of playbacks.values()) {
        playback.fill();
        playback.draw();
      }
    },
    language: ({ number, body }) => answer(number, page.language(body) ?? null),
    /** The module of the synthesis has come; the answer is what is wrong with it, if anything. */
    speech: async ({ number, module }) => {
      let value = null;
      try {
        const bindgen = glue.speech();
        await bindgen({ module_or_path: module });
        synthesis.voices ??= new bindgen.Voices(page);
      } catch (error) {
        value = String(error);
      }
      answer(number, value);
      guarded(synthesise);
    },
    provide: ({ number, language, bytes }) => answer(number, synthesis.provide(language, bytes)),
    figure: ({ number, bytes }) => answer(number, page.show(bytes) ?? null),
    'voice-loaded': synthesise,
    'no-audio': () => (audience.unheard = true),
    'voice-failed': ({ session }) => {
      synthesis.refuse(session);
      synthesise();
    },
    open: ({ session, port }) => {
      if (!page.width(session)) return;
      playbacks.set(session, new Playback(page, session, port, effort, audience, guarded, synthesise));
      timer ||= setInterval(() => guarded(keepTime), LOOK);
    },
    picture: ({ session, buffer }) => {
      const playback = playbacks.get(session);
      playback?.pictures.giveBack(buffer);
      playback?.draw();
    },
    close: ({ session }) => {
      page.end(session);
      drop(session);
    },
  };

  onmessage = ({ data }) => guarded(() => on[data.type]?.(data));
  postMessage({ type: 'alive' });
}
