// The app's dialog for the network: own STUN and TURN servers, and the connection test. Loaded when it is asked for.
import { check } from '../embed/extra/connectivity.js';
import { shown } from '../embed/extra/connection-report.js';
import english from './network-words/en.js';

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
/** @typedef {typeof english} Words The words of the dialog. */

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
 * @param {string} language
 */
export async function show(service, network, atOnce, language) {
  dialog ??= await build(network, language);
  dialog.place(service);
  dialog.node.showModal();
  if (atOnce) dialog.test();
}

/**
 * The words of a language; English ones where they do not come.
 *
 * @param {string} language
 * @returns {Promise<Words>}
 */
const wordsOf = (language) => (language === 'en' ? Promise.resolve(english) : import(`./network-words/${language}.js`).then((file) => file.default, () => english));

/**
 * @param {Network} network
 * @param {string} language
 * @returns {Promise<Dialog>}
 */
async function build(network, language) {
  const words = await wordsOf(language);
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
  const test = made('button', { type: 'button', className: 'primary', textContent: words.check });
  const close = made('button', { type: 'button', textContent: words.close });
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
    test.textContent = words.checking;
    test.disabled = true;
    results.replaceChildren(made('p', { className: 'busy' }, words.busy));
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
      const content = await shown(found, language);
      if (!signal.aborted) {
        results.replaceChildren(content);
        results.scrollIntoView({ block: 'nearest' });
      }
    } catch (error) {
      if (!signal.aborted) results.replaceChildren(made('p', { className: 'busy' }, `${words.failed} ${error instanceof Error ? error.message : error}`));
    }
    if (signal.aborted) return;
    test.textContent = words.again;
    test.disabled = false;
  };
  test.onclick = run;

  const head = made('header', {}, made('h2', { id: 'network-title', textContent: words.title }), close);
  const own = made('fieldset', {},
    made('legend', { textContent: words.own }),
    made('p', { className: 'hint', textContent: words.ownWhy }),
    field(words.addresses, url),
    made('div', { className: 'pair' }, field(words.user, user), field(words.password, password)),
    tick(words.relayOnly, relay));
  const checks = made('section', {},
    made('h3', { textContent: words.question }),
    made('p', { className: 'hint', textContent: words.free }),
    tick(words.session, session),
    test, results);
  const node = made('dialog', { className: 'network' }, head, own, checks);
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
    test.textContent = words.check;
    results.replaceChildren();
  };
  document.body.append(node);
  return { node, test: run, place: (given) => void (service = given) };
}
