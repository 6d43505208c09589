// A streaming avatar for an interface of your own. What everything means stands in module.d.ts.
// What weighs is loaded when it is first needed: the wasm at the first start, the rest when it is asked for.
import { Session } from './session/session.js';
import { load } from './session/wasm.js';

/** Tells the page's developer what is odd about options. */
const advise = (options) =>
  import('./extra/advice.js').then(({ onOptions }) => onOptions(options), (error) => console.warn('streaming-avatar: extra/advice.js did not come.', error));

export class StreamingAvatar extends Session {
  constructor(options = {}) {
    options ??= {};
    const video = options.video ?? document.createElement('video');
    super(options, {
      load,
      open: (glue, settings, listener) => new glue.Session(settings, listener, video),
    });
    video.playsInline = true;
    if (options.muted != null) video.muted = !!options.muted;
    this.video = video;
    advise(options);
  }

  configure(options = {}) {
    super.configure(options);
    advise(options);
  }
}
