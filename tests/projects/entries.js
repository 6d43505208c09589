// Imports every entry of the package outside a browser, like a server that renders pages: the imports must have no side
// effects. Called as `node entries.js <package folder>`, it exits with 0 only if nothing was fetched, nothing keeps
// Node running and no promise was rejected.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const manifest = JSON.parse(await readFile(createRequire(import.meta.url).resolve('streaming-avatar/package.json'), 'utf8'));
const touched = [];
globalThis.fetch = (address) => {
  touched.push(`fetch ${address}`);
  return Promise.reject(new Error('There is no network here.'));
};
process.on('unhandledRejection', (error) => touched.push(`unhandled ${error}`));
const before = new Set(Object.getOwnPropertyNames(globalThis));

const entries = Object.keys(manifest.exports).filter((name) => manifest.exports[name].default);
for (const name of entries) await import(name.replace('.', manifest.name));
await new Promise((later) => setTimeout(later, 50));

touched.push(...Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name)).map((name) => `globalThis.${name}`));
touched.push(...process.getActiveResourcesInfo().filter((kind) => !['TTYWrap', 'PipeWrap', 'FSReqPromise'].includes(kind)));
if (entries.length < 4 || touched.length) throw new Error(`${entries.length} entries; importing them did: ${touched.join(', ') || 'nothing'}`);
