// A streaming avatar for an interface of your own. Types and their meaning are in module.d.ts.
// Heavy parts are loaded when they are first needed: the wasm at the first start, the rest when it is asked for.
/** @import { AvatarOptions } from '../types/module.js' */
import { Session } from './session/session.js';
import { loader } from './session/wasm.js';

export { AvatarError } from './session/error.js';

const load = loader('module-wasm_bg.wasm', () => new URL('./module-wasm_bg.wasm', import.meta.url), () => import('./module-wasm.js'));

/**
 * Tells the page's developer what is odd about options.
 *
 * @param {AvatarOptions} options
 */
const advise = (options) =>
  import('./extra/advice.js').then(
    ({ onOptions }) => onOptions(options),
    (error) => console.warn('streaming-avatar: extra/advice.js did not come.', error),
  );

export class StreamingAvatar extends Session {
  /** @param {AvatarOptions | null} [given] */
  constructor(given) {
    const options = given ?? {};
    const video = options.video ?? document.createElement('video');
    super(options, video, {
      load,
      open: (glue, settings, listener) => new glue.Session(settings, listener, video),
    });
    video.playsInline = true;
    if (options.muted != null) video.muted = !!options.muted;
    if (options.volume != null) video.volume = options.volume;
    advise(options);
  }

  /** @param {AvatarOptions} [options] */
  configure(options = {}) {
    super.configure(options);
    if (options.muted != null) this.muted = !!options.muted;
    if (options.volume != null) this.volume = options.volume;
    advise(options);
  }
}
