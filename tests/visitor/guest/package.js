// The module and the element on odd pages; each finding by its name. These tests need no session.
const [step, there, done] = arguments;
const soon = (millis = 50) => new Promise((later) => setTimeout(later, millis));
const until = async (what, holds) => {
  for (let tries = 0; tries < 200; tries++) {
    const found = await holds();
    if (found) return found;
    await soon();
  }
  throw new Error(`never: ${what}`);
};
const settled = (promise) => promise.then(() => 'done', (error) => error.code ?? String(error));
const module = () => import(`${there}/embed/module.js`);
const element = () => import(`${there}/embed/element.js`);

/** Intercepts the page's requests: `answer(address, how)` gives a response, a promise of one, or nothing for the real one. */
function answering(answer) {
  const real = window.fetch;
  const asked = [];
  window.fetch = async (what, how) => {
    const address = String(what.url ?? what);
    const headers = new Headers(what.headers ?? how?.headers);
    asked.push({ address, headers });
    return (await answer(address, how)) ?? real(what, how);
  };
  return asked;
}
const json = (body, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

const steps = {
  // Invalid responses in place of the wasm, and their error messages.
  async says_what_came_in_the_wasms_place() {
    const { StreamingAvatar } = await module();
    const bytes = await (await fetch(`${there}/embed/module-wasm_bg.wasm`)).arrayBuffer();
    const typed = (body, type = 'application/wasm', status = 200) => new Response(body, { status, headers: { 'content-type': type } });
    const cases = {
      page: () => typed('<!doctype html><title>Sign in</title>', 'text/html'),
      typed_page: () => typed('<!doctype html><title>Sign in</title>'),
      missing: () => typed('Not found', 'text/plain', 404),
      cut: () => typed(bytes.slice(0, bytes.byteLength / 2)),
      empty: () => typed(''),
      unreachable: () => Promise.reject(new TypeError('Failed to fetch')),
      // Complete, but without the marker that the build writes at its end.
      older: () => typed(bytes.slice(0, bytes.byteLength - 24)),
      untyped: () => typed(bytes, 'application/octet-stream'),
    };
    let now;
    answering((address) => (address.endsWith('.wasm') ? cases[now]() : undefined));
    const found = {};
    for (now of Object.keys(cases)) {
      const avatar = new StreamingAvatar({ apiBase: there });
      found[now] = await avatar.preload().then(() => 'loaded', ({ code, message }) => `${code}: ${message}`);
    }
    return found;
  },

  // The accepted forms of a token, and the errors of an endpoint that gives none.
  async reads_tokens() {
    const { StreamingAvatar } = await module();
    let now;
    let sent;
    answering((address, how) => {
      if (address.endsWith('/token')) return now();
      if (!address.endsWith('/streaming.new')) return undefined;
      sent = new Headers(how.headers).get('authorization');
      return json({ code: 400112, message: 'Unauthorized' }, 401);
    });
    const start = async (options) => {
      sent = undefined;
      let told;
      const avatar = new StreamingAvatar({ apiBase: there, ...options });
      avatar.addEventListener('error', ({ detail }) => (told = `${detail.code}: ${detail.detail}`));
      await settled(avatar.start());
      avatar.dispose();
      return sent ?? told;
    };
    const forms = [
      'token-1', '"token-1"', '\ufeff token-1\n', '{"token":"token-1"}', '{"access_token":"token-1"}', '{"data":{"token":"token-1"}}',
      '{"code":100,"data":{"token":" token-1 "}}', '\ufeff{"token":"token-1"}', 'Bearer token-1',
    ];
    const read = [];
    for (const form of forms) {
      now = () => new Response(form);
      read.push(await start({ tokenUrl: '/token' }));
    }
    read.push(await start({ token: () => ({ token: 'token-1' }) }), await start({ token: () => new Response('"token-1"') }), await start({ token: ' token-1 ' }));
    const failed = {};
    const answers = {
      page: () => new Response('<!doctype html><title>Sign in</title>'),
      empty: () => new Response(''),
      refused: () => json({ error: 'Who are you?' }, 403),
      broken: () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
      unreachable: () => Promise.reject(new TypeError('Failed to fetch')),
      other: () => json({ ok: true }),
    };
    for (const [name, answer] of Object.entries(answers)) {
      now = answer;
      failed[name] = await start({ tokenUrl: '/token' });
    }
    return { read: [...new Set(read)], forms: read.length, failed };
  },

  // Odd options and attributes are reported once each, without secrets.
  async tells_of_odd_options() {
    const told = [];
    console.warn = (...words) => told.push(words.map(String).join(' '));
    const { StreamingAvatar } = await module();
    const avatar = new StreamingAvatar({ apibase: there, apiKey: 7n, voiceRate: 9, quality: 'hgih', somethingElse: 1, keepAlive: 'yes' });
    avatar.configure({ avatarID: 'clara' });
    new StreamingAvatar({ apiBase: there, avatarId: 'clara', quality: 'HIGH', voiceRate: '1.2', keepAlive: true, token: () => 't' });
    await element();
    const node = document.createElement('streaming-avatar');
    for (const [name, value] of Object.entries({ 'token-uri': '/t', 'data-x': 'y', role: 'region', 'x-data': '{}', quality: 'low', 'task-type': 'tlak' })) node.setAttribute(name, value);
    document.body.append(node);
    await until('the warnings', () => told.length >= 9);
    node.remove();
    return told.map((line) => line.replace('streaming-avatar: ', '')).sort();
  },

  // The element's error events stay inside: neither `window.onerror` nor an ancestor gets them.
  async keeps_errors_to_itself() {
    await element();
    const heard = [];
    window.onerror = () => heard.push('onerror');
    for (const type of ['error', 'stats']) document.addEventListener(type, () => heard.push(`document ${type}`));
    const node = document.createElement('streaming-avatar');
    document.body.append(node);
    const own = [];
    node.addEventListener('error', ({ detail, bubbles, composed }) => own.push([detail.code, bubbles, composed]));
    await node.speak('Nobody is there.');
    node.iceServers = 'no list';
    await settled(node.start());
    node.remove();
    return { heard, own };
  },

  // The page's language is found from within other shadow roots, and followed.
  async follows_the_pages_language() {
    await element();
    const outer = document.createElement('div');
    const inner = document.createElement('p');
    outer.attachShadow({ mode: 'closed' }).append(inner);
    const node = document.createElement('streaming-avatar');
    inner.attachShadow({ mode: 'open' }).append(node);
    document.documentElement.lang = 'de-AT';
    document.body.append(outer);
    const button = () => node.shadowRoot.querySelector('[part=start]').textContent;
    const seen = [];
    for (const [where, lang, word] of [[document.documentElement, 'de', 'Starten'], [document.documentElement, 'fr', 'Démarrer'], [inner, 'ar', 'ابدأ'], [document.documentElement, 'en', 'ابدأ']]) {
      where.lang = lang;
      await until(`${word} in place of ${button()}`, () => button() === word);
      seen.push(button());
    }
    outer.remove();
    return seen;
  },

  // Loaded twice, like two versions: the first defines the element, and no error is thrown.
  async is_loaded_twice() {
    const first = await element();
    const second = await import(`${there}/embed/element.js?second`);
    return [first !== second, customElements.get('streaming-avatar') === first.StreamingAvatarElement];
  },

  // A file that does not load is reported, and the rest works.
  async tells_of_a_file_that_does_not_come() {
    const told = [];
    console.warn = (...words) => told.push(String(words[0]));
    const { words } = await import(`${there}/embed/element/texts.js`);
    const node = document.createElement('div');
    const heard = [];
    node.addEventListener('error', ({ detail }) => heard.push(detail.code));
    node.language = 'de';
    const before = (await words(node)).start;
    const { part } = await import(`${there}/embed/session/parts.js`);
    const found = await part('nowhere.js', import(`${there}/embed/nowhere.js`), ({ code }) => heard.push(code));
    return { before, found, heard, told };
  },

  // A page without a service beside it, and with a `<base>` that names another server.
  async asks_its_own_origin_whatever_the_base_says() {
    const base = document.createElement('base');
    base.href = 'http://elsewhere.test/';
    document.head.append(base);
    const { StreamingAvatar } = await module();
    const asked = answering((address) => (address.endsWith('/streaming.new') ? json({ code: 400112, message: 'Unauthorized' }, 401) : undefined));
    const avatar = new StreamingAvatar();
    await settled(avatar.start());
    avatar.dispose();
    return asked.map(({ address }) => new URL(address, 'http://relative.test').origin).filter((origin) => origin !== location.origin);
  },

  // Addresses as the browser's parser reads them.
  async refuses_what_is_no_address() {
    const { StreamingAvatar } = await module();
    const asked = answering((address) => (address.endsWith('/streaming.new') ? json({ code: 400112, message: 'Unauthorized' }, 401) : undefined));
    const found = {};
    for (const apiBase of ['\\', 'api.example.com', 'ftp://a.test', 'https://me:secret@a.test', 'HTTP://A.test:80//']) {
      asked.length = 0;
      const avatar = new StreamingAvatar({ apiBase });
      const code = await settled(avatar.start());
      avatar.dispose();
      const called = asked.find(({ address }) => address.endsWith('/streaming.new'));
      found[apiBase] = called ? called.address.replace(location.origin, '') : code;
    }
    return found;
  },

  // The same beginnings of texts that were cut off as in the player's model (`crates/player/src/transcript_entry.rs`), from a scripted wasm.
  async counts_whole_words_as_heard() {
    const { Session } = await import(`${there}/embed/session/session.js`);
    answering((address) => (address.startsWith('https://a.test') ? new Promise(() => {}) : undefined));
    let listener;
    let named = 0;
    const wasm = new Proxy({ nextText: () => ++named }, { get: (own, name) => own[name] ?? (() => {}) });
    const hooks = { load: async () => ({}), open: (_glue, _settings, hears) => ((listener = hears), wasm) };
    const session = new Session({ apiBase: 'https://a.test', token: 'a' }, document.createElement('video'), hooks);
    session.start().catch(() => {});
    await until('the session', () => listener);
    const heard = [];
    session.addEventListener('speakend', ({ detail }) => heard.push(detail.heard));
    const cut = (text, letters) => {
      session.speak(text);
      listener.heard(named, letters);
      listener.finished(named, 'interrupted');
    };
    for (const letters of [0, 2, 3, 5, 6, 99]) cut('One two three', letters);
    cut('今日は良い天気です', 4);
    cut('今日。はい', 3);
    cut('Hello今日は', 5);
    cut('今日Hello', 4);
    session.dispose();
    return heard.map((words) => words.trim());
  },

  // `dispose` removes everything from the page, and later calls report why they do nothing.
  async leaves_nothing_when_it_is_disposed_of() {
    const kept = new Map();
    const track = (target, name) => {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (type, listener, ...more) => {
        kept.set(listener, `${name} ${type}`);
        addEventListener.call(target, type, listener, ...more);
      };
      target.removeEventListener = (type, listener, ...more) => {
        kept.delete(listener);
        removeEventListener.call(target, type, listener, ...more);
      };
    };
    track(window, 'window');
    track(document, 'document');
    const { StreamingAvatar } = await module();
    const avatar = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true, iceServers: [{ urls: 'http://none.test' }, { urls: 'stun:127.0.0.1:9' }] });
    await avatar.start();
    const during = kept.size > 0;
    await avatar.stop();
    avatar.dispose();
    avatar.dispose();
    await soon(100);
    const thrown = (call) => {
      try {
        call();
        return 'nothing';
      } catch ({ code }) {
        return code;
      }
    };
    const after = [await settled(avatar.start()), await settled(avatar.speak('Hello.')), await settled(avatar.preload()), await settled(avatar.interrupt()), thrown(() => avatar.configure({}))];
    const twice = new StreamingAvatar({ apiBase: there, quality: 'low' });
    let ended;
    twice.addEventListener('ended', ({ detail }) => {
      ended = detail.reason;
      twice.start();
    });
    const starting = settled(twice.start());
    twice.dispose();
    return {
      during, left: [...kept.values()], peers: endToEnd.peers.filter(({ connectionState }) => connectionState !== 'closed').length,
      after: [...new Set(after)], source: avatar.video.srcObject, stopped: [await starting, ended, twice.state],
      using: [typeof avatar[Symbol.dispose ?? 'dispose'], await avatar.stop()],
    };
  },

  // Frozen and extended prototypes, and forbidden storage.
  async stands_what_pages_do_to_the_language() {
    Array.prototype.each = function () {};
    Object.prototype.extra = 'extra';
    for (const { prototype } of [Array, Object, String, Promise, Map, Function]) Object.freeze(prototype);
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('Forbidden', 'SecurityError'); } });
    Object.defineProperty(window, 'event', { value: 'mine' });
    const told = [];
    const { StreamingAvatar } = await module();
    const avatar = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true });
    avatar.addEventListener('error', ({ detail }) => told.push(detail.code));
    await avatar.start();
    const outcome = await avatar.speak('Yes.');
    await avatar.stop();
    avatar.dispose();
    return [outcome, told];
  },

  // Full storage: nothing is remembered, and everything else works.
  async stands_a_full_storage() {
    localStorage.clear();
    for (let size = 2 ** 22; size >= 1; size = size > 1 ? Math.floor(size / 2) : 0) {
      try {
        for (let n = 0; ; n++) localStorage.setItem(`${size}-${n}`, 'x'.repeat(size));
      } catch {
        // A smaller entry may still fit.
      }
    }
    let full;
    try {
      localStorage.setItem('one', 'more');
    } catch ({ name }) {
      full = name;
    }
    const told = [];
    const { StreamingAvatar } = await module();
    const avatar = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true });
    avatar.addEventListener('error', ({ detail }) => told.push(detail.code));
    await avatar.start();
    const outcome = await avatar.speak('Yes.');
    const stopped = await avatar.stop();
    avatar.dispose();
    localStorage.clear();
    return [full, outcome, stopped, told];
  },

  // The wasm that takes markup out of texts is fetched with the first text that has some. Where it does not come, the service cleans them.
  async cleans_texts_with_a_wasm_of_its_own() {
    let comes = false;
    const asked = answering((address) => (address.includes('text-wasm_bg') && !comes ? new Response('', { status: 404 }) : undefined));
    const { StreamingAvatar } = await module();
    const avatar = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true });
    const [lines, told, said] = [[], [], []];
    avatar.addEventListener('caption', ({ detail }) => lines.push(detail.text));
    avatar.addEventListener('error', ({ detail }) => told.push(detail.code));
    await avatar.start();
    for (const [text, there] of [['Plain.', false], ['**One.**', false], ['**Two.**', true], ['*Tom &amp; Ann.*', true]]) {
      comes = there;
      const outcome = await avatar.speak(text);
      said.push([outcome, asked.filter(({ address }) => address.includes('text-wasm_bg')).length]);
    }
    await avatar.stop();
    avatar.dispose();
    return { said, lines, told };
  },

  // A page in the back/forward cache. The test leaves, comes back and checks again.
  async is_kept_by_the_browser() {
    const { StreamingAvatar } = await module();
    window.kept = new StreamingAvatar({ apiBase: there, quality: 'low', muted: true });
    kept.outcomes = [];
    await kept.start();
    kept.speak('This is a long sentence, which the visitor does not hear to its end, because they go on to another page.').then((outcome) => kept.outcomes.push(outcome));
    await until('its begin', () => kept.speaking);
    return kept.state;
  },
  async is_come_back_to() {
    if (!window.kept) return { anew: JSON.stringify(performance.getEntriesByType('navigation')[0]?.notRestoredReasons ?? null) };
    const back = [kept.state, kept.video.srcObject, endToEnd.peers.filter(({ connectionState }) => connectionState !== 'closed').length];
    await kept.start();
    kept.outcomes.push(await kept.speak('Yes.'));
    await kept.stop();
    return { back, outcomes: kept.outcomes, after: kept.state };
  },

  // Tests with a session: a service that repeats its secret, and one that never answers.
  async tests_without_telling_secrets_or_forgetting_sessions() {
    const { StreamingAvatar } = await module();
    const apiKey = 'k-repeated-0123456789';
    localStorage.clear();
    let answer = () => json({ code: 10015, message: `The key ${apiKey} has no credit.` }, 400);
    answering((address) => (address.endsWith('/streaming.new') ? answer() : address.endsWith('/streaming.list') ? json({ code: 100, data: { sessions: [] } }) : undefined));
    const avatar = new StreamingAvatar({ apiBase: there, apiKey });
    const { findings } = await avatar.checkConnection({ session: true });
    const written = () => Object.keys(localStorage).filter((key) => key.startsWith('streaming-avatar:starting:')).length;
    const refused = [JSON.stringify(findings).includes('repeated'), findings.at(-1).code, written()];
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await avatar.checkConnection({ session: true });
    const silent = written();
    for (const key of Object.keys(localStorage)) localStorage.removeItem(key);
    return { refused, silent };
  },

  // A start that was refused for its options leaves no text waiting.
  async fails_texts_after_a_refused_start() {
    const { StreamingAvatar } = await module();
    const avatar = new StreamingAvatar({ apiBase: 'nowhere' });
    const start = await settled(avatar.start());
    const speech = avatar.speak('Hello?');
    const outcome = await Promise.race([speech, soon(1000).then(() => 'it waits')]);
    return [start, outcome, speech.problem?.code];
  },

  // Without Web Locks, as on pages over plain HTTP, a tab answers another tab's question about running starts.
  async answers_other_tabs_without_locks() {
    Object.defineProperty(navigator, 'locks', { value: undefined });
    const { Service } = await import(`${there}/embed/session/service.js`);
    let reply;
    let fail;
    answering(() => new Promise((yes, no) => ([reply, fail] = [yes, no])));
    const written = () => Object.keys(localStorage).filter((key) => key.startsWith('streaming-avatar:starting:'));
    const service = new Service({ apiBase: 'https://a.test' });
    const unanswered = service.open({});
    const [key] = written();
    const value = localStorage.getItem(key);
    const ask = () => {
      localStorage.setItem(key, `${value}?`);
      dispatchEvent(new StorageEvent('storage', { key, newValue: `${value}?` }));
      return localStorage.getItem(key) === value;
    };
    const lives = ask();
    fail(new TypeError('Failed to fetch'));
    await unanswered.catch(() => {});
    const gone = ask();
    localStorage.removeItem(key);
    const answered = service.open({});
    reply(json({}));
    (await answered).known();
    return [lives, gone, written().length > 0];
  },

  // Every entry of the package in a worker, which has no document.
  async can_be_imported_in_a_worker() {
    const entries = ['module.js', 'element.js', 'background.js', 'frame.js'].map((name) => `${there}/embed/${name}`);
    const code = `const asked = []; const real = fetch; self.fetch = (what) => (asked.push(String(what)), real(what));
      Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry))).then((all) => postMessage([all.length, asked]), (error) => postMessage(String(error)));`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
    const told = await new Promise((told) => (worker.onmessage = ({ data }) => told(data)));
    worker.terminate();
    return told;
  },
};

steps[step]().then(done, (error) => done({ error: `${error} ${error.stack}` }));
