// The connection test: what of the way from this page to the service works, in words, and what to ask the network's keeper for.
// Nothing that may cost money is done unasked: without `session`, it is one free call and what STUN and TURN servers answer.
import { settings } from '../session/options.js';
import { relay, stun } from './ice.js';
import { place, reach, words } from './reach.js';

/** Tests with the options of a session. See `ConnectionCheck` in module.d.ts. */
export async function check(options, { session = false, signal } = {}) {
  const findings = [];
  let chosen;
  let service;
  try {
    chosen = settings(options);
    if (chosen.inPage) return NOT_NEEDED;
    service = place(chosen.apiBase);
  } catch ({ code, message, action }) {
    // A key that no header takes was not sent.
    const what = { 'webrtc-unsupported': 'browser', 'bad-ice-servers': 'turn' }[code] ?? 'service';
    return verdict([{ what, ok: false, code, message, action, ask: '' }]);
  }
  const own = chosen.iceServers;
  const tried = Promise.all(own ? routes(own, signal) : []);
  const answered = await reach(service, chosen, signal);
  findings.push(answered, ...(await tried));
  if (session && answered.ok) {
    const { live } = await import('./trial.js');
    const announced = own ? () => [] : (servers) => Promise.all(routes(servers, signal));
    findings.push(...(await live(service.host, chosen, announced, signal)));
  } else if (!own) {
    findings.push(words('udp', null, 'udp-unknown', 'Which STUN and TURN servers the service offers is known once a session is open.',
      'Test with a short session, too.'));
  }
  signal?.throwIfAborted();
  return verdict(findings);
}

/** For the page's own service. */
const NOT_NEEDED = { ok: true, summary: 'The avatar runs in this page and needs no connection.', findings: [], ask: [] };

/** A finding to come for each address of each server. */
function routes(servers, signal) {
  return servers.flatMap(({ urls, ...credentials }) =>
    [urls].flat().map((url) => {
      const found = /^turns?:/i.test(url) ? relay(url, credentials, signal) : stun(url, signal);
      return found.catch(({ message }) => words('udp', null, 'not-tested', `${url} could not be tested.`, `The browser says: ${message}`));
    }));
}

const SUMMARY = new Map([
  [true, 'The connection works.'],
  [false, 'The connection does not work from here.'],
  [null, 'The service answers. Whether media flow, only a short session shows.'],
]);

function verdict(findings) {
  const of = (...kinds) => findings.filter(({ what }) => kinds.includes(what));
  const some = (list, ok) => list.some((finding) => finding.ok === ok);
  const media = of('media');
  const ways = of('udp', 'turn');
  let ok = null;
  if (some(of('browser', 'service'), false)) ok = false;
  else if (media.length) ok = some(media, true);
  else if (some(ways, true)) ok = true;
  else if (some(ways, false) && !some(ways, null)) ok = false;
  const ask = [...new Set(findings.map(({ ask }) => ask).filter(Boolean))];
  return { ok, summary: SUMMARY.get(ok), findings: findings.map(({ ask: _, ...finding }) => finding), ask };
}
