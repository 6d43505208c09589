// Answers of an endpoint of the page's, with the API of OpenAI's chat completions. Loaded with the first text that is to be answered by one.
/** @import { Answer, AvatarMessage } from '../../types/module.js' */

/** So many messages of before are sent along. */
const REMEMBERED = 20;
/** Thoughts that a model writes into its answer. */
const THOUGHTS = /<think>[^]*?(<\/think>|$)/g;
const TAG = '<think>';

/**
 * The part of an answer that is to be said, as far as it has come: without thoughts, nor what may become the beginning of some.
 *
 * @param {string} text
 */
export function spoken(text) {
  const rest = text.replace(THOUGHTS, '');
  const at = rest.lastIndexOf('<');
  return at >= 0 && TAG.startsWith(rest.slice(at)) ? rest.slice(0, at) : rest;
}

/** @typedef {{ choices?: { delta?: { content?: string | null }, message?: { content?: string | null }, finish_reason?: string | null }[], error?: { message?: string } | string }} Chunk */

/** @param {Chunk} chunk */
function content({ choices, error }) {
  if (error) throw new Error(typeof error === 'string' ? error : (error.message ?? 'The answer failed.'));
  const { delta, message, finish_reason: end } = choices?.[0] ?? {};
  return { text: (delta ?? message)?.content ?? '', end: !!end };
}

/**
 * The pieces of a streamed answer.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 */
async function* streamed(body) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  let whole = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += value ? decoder.decode(value, { stream: true }) : '\n';
      const lines = rest.split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, data] = /^data: ?(.*)$/.exec(line) ?? [];
        if (data === '[DONE]') return;
        // Others are comments, and blank lines.
        if (!data) continue;
        const { text, end } = content(JSON.parse(data));
        whole ||= end;
        if (text) yield text;
      }
      if (done && whole) return;
      if (done) throw new Error('The answer was cut off.');
    }
  } finally {
    // A request that nobody reads any more ends.
    reader.cancel().catch(() => {});
  }
}

/**
 * The conversation of before a text, in which the avatar said what was heard of it.
 *
 * @param {readonly AvatarMessage[]} messages
 * @param {string} text
 */
export function remembered(messages, text) {
  const now = messages.findLastIndex((message) => message.role === 'user' && message.text === text);
  return messages
    .slice(0, now < 0 ? messages.length : now)
    .filter((message) => message.final && message.text)
    .slice(-REMEMBERED)
    .map((message) => ({ role: message.role === 'user' ? 'user' : 'assistant', content: message.text }));
}

/**
 * A function for the option `answer`. The key is the page's, if it gives one: whoever opens the page can read it.
 *
 * @param {{ url: string | URL, model?: string, prompt?: string, key?: string, body?: object }} how
 * @returns {Answer}
 */
export function chat({ url, model, prompt, key, body }) {
  return async function* (text, { signal, messages }) {
    const system = prompt ? [{ role: 'system', content: prompt }] : [];
    const all = [...system, ...remembered(messages, text), { role: 'user', content: text }];
    const reply = await fetch(url, {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model: model || undefined, stream: true, messages: all, ...body }),
    });
    if (!reply.ok) throw new Error(`The endpoint answers ${reply.status}.`);
    if (/json/.test(reply.headers.get('content-type') ?? '') || !reply.body) return yield spoken(content(await reply.json()).text);
    let whole = '';
    let sent = 0;
    for await (const piece of streamed(reply.body)) {
      whole += piece;
      const now = spoken(whole);
      if (now.length > sent) yield now.slice(sent);
      sent = Math.max(sent, now.length);
    }
    // The end looked like the beginning of a thought, and is none.
    yield whole.replace(THOUGHTS, '').slice(sent);
  };
}
