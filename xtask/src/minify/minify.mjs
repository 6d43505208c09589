// Makes scripts smaller where they are. `node minify.mjs <terser's main module> <script>…`
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [terser, ...scripts] = process.argv.slice(2);
const { minify } = await import(pathToFileURL(terser));
for (const script of scripts) {
  const text = await readFile(script, 'utf8');
  // Names of classes are what people see in their consoles.
  const { code } = await minify(text, { module: true, ecma: 2022, keep_classnames: true });
  await writeFile(script, code);
}
