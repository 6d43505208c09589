// A streaming avatar for an interface of your own. What everything means stands in module.d.ts.
// What weighs is loaded when it is first needed: the wasm at the first start, the rest when it is asked for.
import { Session } from './session.js';
import { once, ready } from './wasm.js';

const load = once(() => ready(import('./module-wasm.js'), new URL('./module-wasm_bg.wasm', import.meta.url)));

export class StreamingAvatar extends Session {
  constructor(options = {}) {
    const video = options.video ?? document.createElement('video');
    super(options, {
      load,
      open: (glue, settings, listener) => new glue.Session(settings, listener, video),
    });
    video.playsInline = true;
    if (options.muted != null) video.muted = !!options.muted;
    this.video = video;
  }
}
