// The address of a service, as the browser's parser reads it. Addresses are compared and called in that form.
import { AvatarError } from '../error.js';

/** The page's own origin, whatever its `<base>` says; undefined in a frame that has an opaque origin. */
const own = () => (globalThis.origin && globalThis.origin !== 'null' ? globalThis.origin : undefined);

/**
 * The address without a slash at its end, such as `https://api.example.com`; the page's own origin where none is given.
 *
 * Throws where calls cannot be sent to it.
 *
 * @param {unknown} given
 */
export function serviceAddress(given) {
  const text = String(given ?? '').trim() || own();
  // A host without its scheme would be read as a folder of this page.
  const whole = text !== undefined && /^([a-z][a-z\d+.-]*:|[/\\.])/i.test(text);
  const address = whole && URL.canParse(text, own()) ? new URL(text, own()) : undefined;
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password || address.search || address.hash) {
    // A password in it is for nobody's eyes.
    const detail = address?.username || address?.password ? '' : String(given ?? '');
    throw new AvatarError('bad-address', 'The address of the service is not valid.', 'Write it as https://api.example.com.', detail);
  }
  return address.href.replace(/\/+$/, '');
}
