// The address of a service, as the browser's parser reads it: whatever else is compared or sent goes by that.

/** Where there is none: the page's own origin, whatever its `<base>` says. A frame without an origin of its own has none. */
const own = () => (globalThis.origin && globalThis.origin !== 'null' ? globalThis.origin : undefined);

/**
 * The address without a slash at its end, such as `https://api.example.com`; the page's own origin where none is given.
 *
 * Throws where it is no address to which calls can be sent.
 */
export function serviceAddress(given) {
  const text = String(given ?? '').trim() || own();
  // A host without its scheme would be read as a folder of this page.
  const whole = /^([a-z][a-z\d+.-]*:|[/\\.])/i.test(text ?? '');
  const address = whole && URL.canParse(text, own()) ? new URL(text, own()) : undefined;
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password || address.search || address.hash)
    throw Object.assign(new Error('The address of the service is none.'), {
      code: 'bad-address',
      action: 'Write it as https://api.example.com.',
      // A password in it is for nobody's eyes.
      detail: address?.username || address?.password ? '' : String(given ?? ''),
    });
  return address.href.replace(/\/+$/, '');
}
