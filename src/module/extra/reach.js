// Whether the service answers to this page over HTTP.

/** One finding. `ask` is what the network's keeper would have to allow; empty where nothing. */
export const words = (what, ok, code, message, action = '', ask = '', more) => ({ what, ok, code, message, action, ask, ...more });

/** The service's address, in full: without one it is the page's own. */
export function place(base) {
  const given = (base ?? '').trim() || location.origin;
  if (!URL.canParse(given, location.href))
    throw Object.assign(new Error('The address of the service is none.'), { code: 'bad-address', action: 'Write it as https://api.example.com.' });
  const address = new URL(given, location.href);
  const port = address.port || (address.protocol === 'http:' ? 80 : 443);
  const carrier = address.protocol === 'http:' ? 'TCP' : 'HTTPS (TCP)';
  return { base: address.href.replace(/\/+$/, ''), host: address.host, asks: `${carrier} to ${address.hostname}, port ${port}` };
}

/** What lets one in, as headers. */
export function admission({ apiKey }, token) {
  if (token) return { authorization: `Bearer ${token}` };
  return apiKey ? { 'x-api-key': apiKey } : {};
}

const PATIENCE = 10_000;

/** A signal for one request. */
export const within = (signal, millis = PATIENCE) => AbortSignal.any([AbortSignal.timeout(millis), ...(signal ? [signal] : [])]);

/** Makes the one call that opens nothing and costs nothing: the list of open sessions. No token is spent on it. */
export async function reach({ base, host, asks }, chosen, signal) {
  const headers = admission(chosen);
  const said = (ok, code, message, action, ask, millis) => words('service', ok, code, message, action, ask, { server: host, millis });
  const began = performance.now();
  let reply;
  try {
    reply = await fetch(`${base}/v1/streaming.list`, { headers, signal: within(signal), cache: 'no-store' });
  } catch (error) {
    signal?.throwIfAborted();
    if (!navigator.onLine) return said(false, 'offline', 'This device is offline.', 'Connect it to a network.');
    if (error.name === 'TimeoutError')
      return said(false, 'service-silent', `The service at ${host} does not answer.`, 'A firewall may swallow the requests. Ask whoever keeps the network.', asks);
    // Something that answers, but not to this page, can be asked without reading its answer.
    const other = await fetch(`${base}/`, { mode: 'no-cors', signal: within(signal), cache: 'no-store' }).then(() => true, () => false);
    return other
      ? said(false, 'service-forbidden', `${host} answers, but not to this page.`, `Its CORS headers must allow ${location.origin}, and no proxy may take them away.`)
      : said(false, 'service-unreachable', `The service at ${host} cannot be reached.`, 'Check its address. If that is right, ask whoever keeps the network to allow it; a content blocker or the page\'s own policy may forbid it, too.', asks);
  }
  const millis = Math.round(performance.now() - began);
  const body = await reply.json().catch(() => null);
  if (reply.status === 404 || body === null || typeof body !== 'object')
    return said(false, 'not-the-api', `Something answers at ${host}, but it is not the service.`, 'Check the address. In a guest network, sign in on its start page first.', '', millis);
  if (reply.status === 401 || reply.status === 403)
    return Object.keys(headers).length
      ? said(false, 'unauthorized', 'The service answers, but does not accept this key.', 'Check the key.', '', millis)
      : said(true, 'service-reached', `The service answers in ${millis} ms. It asks for a key or a token.`, '', '', millis);
  if (reply.status >= 500)
    return said(false, 'unavailable', `The service answers that it is out of order (${reply.status}).`, 'Try again later.', '', millis);
  return said(true, 'service-reached', `The service answers in ${millis} ms.`, '', '', millis);
}
