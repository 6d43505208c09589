// The app's dialog for the network: own STUN and TURN servers, and the connection test. Loaded when it is asked for.
import { check } from '../embed/extra/connectivity.js';
import { shown } from '../embed/extra/findings.js';

/** @typedef {{ iceServers?: RTCIceServer[], relayOnly: boolean }} Network The choices of the dialog. */
/** @typedef {{ base: string, key?: string, token?: string }} Place A service with what admits the visitor. */
/** @typedef {{ node: HTMLDialogElement, test: () => void, place: (service: Place) => void }} Dialog */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} kind
 * @param {Partial<HTMLElementTagNameMap[K]>} properties
 * @param {(Node | string)[]} children
 */
const made = (kind, properties, ...children) => {
  const node = document.createElement(kind);
  Object.assign(node, properties);
  node.append(...children);
  return node;
};

/** @type {(label: string, input: HTMLInputElement) => HTMLLabelElement} */
const field = (label, input) => made('label', { className: 'field' }, made('span', {}, label), input);
/** @param {Partial<HTMLInputElement>} properties */
const box = (properties) => made('input', { type: 'text', autocomplete: 'off', spellcheck: false, ...properties });
/** @type {(label: string, input: HTMLInputElement) => HTMLLabelElement} */
const tick = (label, input) => made('label', { className: 'check' }, Object.assign(input, { type: 'checkbox' }), made('span', {}, label));

/** @type {Dialog | undefined} */
let dialog;

/**
 * Opens the dialog for a service.
 *
 * @param {Place} service
 * @param {Network} network Takes the choices.
 * @param {boolean} atOnce Begins with the test.
 */
export async function show(service, network, atOnce) {
  dialog ??= await build(network);
  dialog.place(service);
  dialog.node.showModal();
  if (atOnce) dialog.test();
}

/**
 * @param {Network} network
 * @returns {Promise<Dialog>}
 */
async function build(network) {
  const sheet = made('link', { rel: 'stylesheet', href: new URL('./network.css', import.meta.url).href });
  // Nothing is shown without its style.
  await new Promise((there) => {
    sheet.onload = sheet.onerror = there;
    document.head.append(sheet);
  });
  /** @type {Place} */
  let service;
  /** @type {AbortController | undefined} */
  let running;
  const url = box({ placeholder: 'turn:turn.example.org:3478', inputMode: 'url' });
  const user = box({});
  const password = box({ type: 'password' });
  const relay = box({});
  const session = box({});
  const results = made('div', { className: 'results' });
  results.setAttribute('role', 'status');
  const test = made('button', { type: 'button', className: 'primary', textContent: 'Check the connection' });
  const close = made('button', { type: 'button', textContent: 'Close' });
  const named = { 'turn-url': url, 'turn-user': user, 'turn-password': password, 'relay-only': relay, 'check-session': session, 'check-results': results, 'check-now': test, 'network-close': close };
  for (const [id, node] of Object.entries(named)) node.dataset.testid = id;

  const choose = () => {
    const urls = url.value.split(/[\s,]+/).filter(Boolean);
    network.iceServers = urls.length
      ? [{ urls, ...(user.value && { username: user.value.trim() }), ...(password.value && { credential: password.value }) }]
      : undefined;
    network.relayOnly = relay.checked;
  };
  for (const input of [url, user, password, relay]) input.oninput = choose;

  const run = async () => {
    running?.abort();
    const { signal } = (running = new AbortController());
    test.textContent = 'Checking…';
    test.disabled = true;
    results.replaceChildren(made('p', { className: 'busy' }, 'Asking the service and the servers. This may take some seconds.'));
    /** @type {import('../types/module.js').AvatarOptions} */
    const options = {
      apiBase: service.base,
      apiKey: service.key,
      token: service.token,
      iceServers: network.iceServers,
      iceTransportPolicy: network.relayOnly ? 'relay' : 'all',
    };
    try {
      const found = await check(options, { session: session.checked, signal });
      if (!signal.aborted) {
        results.replaceChildren(shown(found));
        results.scrollIntoView({ block: 'nearest' });
      }
    } catch (error) {
      if (!signal.aborted) results.replaceChildren(made('p', { className: 'busy' }, `The test itself failed: ${error instanceof Error ? error.message : error}`));
    }
    if (signal.aborted) return;
    test.textContent = 'Check again';
    test.disabled = false;
  };
  test.onclick = run;

  const head = made('header', {}, made('h2', { id: 'network-title', textContent: 'Network' }), close);
  const own = made('fieldset', {},
    made('legend', { textContent: 'Your own STUN or TURN server' }),
    made('p', { className: 'hint', textContent: 'For networks that let no media through. Left empty, the service’s own are used. Kept until you leave this page.' }),
    field('Addresses', url),
    made('div', { className: 'pair' }, field('User name', user), field('Password', password)),
    tick('Only through a TURN server', relay));
  const checks = made('section', {},
    made('h3', { textContent: 'Does it work from here?' }),
    made('p', { className: 'hint', textContent: 'Asks the service and the servers above. Opens no session, so it costs nothing.' }),
    tick('Also open a short session. It may cost what a session costs.', session),
    test, results);
  // In English in every language of the page.
  const node = made('dialog', { className: 'network', lang: 'en', dir: 'ltr' }, head, own, checks);
  node.setAttribute('aria-labelledby', 'network-title');
  node.dataset.testid = 'network-dialog';
  close.onclick = () => node.close();
  // A click beside the dialog closes it, too.
  node.onclick = ({ target }) => {
    if (target === node) node.close();
  };
  node.onclose = () => {
    running?.abort();
    running = undefined;
    test.disabled = false;
    test.textContent = 'Check the connection';
    results.replaceChildren();
  };
  document.body.append(node);
  return { node, test: run, place: (given) => void (service = given) };
}
