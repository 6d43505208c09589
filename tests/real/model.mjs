// A small language model behind the calls of an OpenAI-compatible API that the server uses, on loopback:
// `node model.mjs MODEL.gguf PORT short|long`.
//
// The model completes text and follows no instructions: it proves streams, interrupts and failures, not answers.

import { createServer } from 'node:http';

import { getLlama, LlamaCompletion } from 'node-llama-cpp';

/** Tokens of an answer, where the client does not hang up before, and what ends it sooner. */
const [longest, ends] = process.argv[4] === 'long' ? [400, []] : [60, ['\n']];
/** The roles as the model's text names them. */
const SPEAKERS = { system: 'Notes', user: 'Visitor', assistant: 'Guide' };

const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1 });
const model = await llama.loadModel({ modelPath: process.argv[2] });
const context = await model.createContext({ contextSize: 2048, sequences: 1 });
const completion = new LlamaCompletion({ contextSequence: context.getSequence() });
/** The first word of every answer: left to itself, the model may say nothing at all. */
const BEGINNING = 'I';

/** The last answer: there is one sequence, so that answers are made one after the other. */
let last = Promise.resolve();

/** The conversation as a text that ends where the answer begins. */
function prompt(messages) {
    const lines = messages.map(({ role, content }) => `${SPEAKERS[role] ?? SPEAKERS.user}: ${content}`);
    return `A friendly conversation in a museum.\n\n${lines.join('\n')}\n${SPEAKERS.assistant}: ${BEGINNING}`;
}

async function answer(messages, response, signal) {
    const write = (delta, finish) => {
        const chunk = { id: 'answer', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] };
        response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    write({ role: 'assistant', content: null }, null);
    write({ content: BEGINNING }, null);
    await completion.generateCompletion(prompt(messages), {
        maxTokens: longest,
        temperature: 0.7,
        seed: 1,
        signal,
        stopOnAbortSignal: true,
        customStopTriggers: ends,
        onTextChunk: (content) => write({ content }, null),
    });
    write({}, 'stop');
    response.end('data: [DONE]\n\n');
}

const server = createServer(async (request, response) => {
    if (request.url === '/v1/models') {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ object: 'list', data: [{ id: 'gemma-3-270m', object: 'model' }] }));
        return;
    }
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
        response.writeHead(404, { 'content-type': 'application/json' }).end('{"error": {"message": "no such call"}}');
        return;
    }
    try {
        let body = '';
        for await (const part of request) {
            body += part;
        }
        const { messages } = JSON.parse(body);
        const gone = new AbortController();
        response.on('close', () => gone.abort());
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const before = last;
        last = before.then(() => answer(messages, response, gone.signal)).catch((error) => {
            console.error(error);
            response.destroy();
        });
    } catch (error) {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: String(error) } }));
    }
});
server.listen(Number(process.argv[3]), '127.0.0.1');
