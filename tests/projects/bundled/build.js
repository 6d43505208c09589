// Builds the page for production with each bundler, one after the other, into `dist/<bundler>/`. Each is configured as
// the package's page says, and no further.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.env.NODE_ENV = 'production';
const here = path.dirname(fileURLToPath(import.meta.url));
const entry = path.join(here, 'src/page.js');
const dist = (name) => path.join(here, 'dist', name);

/** The page for a bundler that makes scripts only. */
async function page(name) {
  const html = await readFile(path.join(here, 'index.html'), 'utf8');
  await mkdir(dist(name), { recursive: true });
  await writeFile(path.join(dist(name), 'index.html'), html.replace('./src/page.js', './page.js'));
  for (const file of ['page.css', 'icon.svg']) await cp(path.join(here, file), path.join(dist(name), file));
}

const BUNDLERS = {
  async vite() {
    const { build } = await import('vite');
    await build({ root: here, base: './', configFile: false, logLevel: 'error', build: { outDir: dist('vite') } });
  },
  async webpack() {
    const { default: webpack } = await import('webpack');
    // The voices of the avatar in the page exceed webpack's size warning; they are fetched on demand.
    const performance = { assetFilter: (name) => !/\.(wasm|bin)$/.test(name) };
    const stats = await new Promise((done, failed) =>
      webpack(
        { mode: 'production', context: here, entry, target: 'web', output: { path: dist('webpack'), filename: 'page.js', trustedTypes: true }, performance },
        (error, stats) => (error ? failed(error) : done(stats)),
      ),
    );
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
    await page('webpack');
  },
  async esbuild() {
    const { build } = await import('esbuild');
    const { errors, warnings } = await build({
      entryPoints: { page: path.join(here, 'src/copied.js') },
      bundle: true, minify: true, splitting: true, format: 'esm', outdir: dist('esbuild'), logLevel: 'silent',
    });
    if (errors.length || warnings.length) throw new Error(JSON.stringify([...errors, ...warnings]));
    await page('esbuild');
    const inside = path.dirname(createRequire(import.meta.url).resolve('streaming-avatar/package.json'));
    for (const left of ['module-wasm_bg.wasm', 'element-wasm_bg.wasm', 'text-wasm_bg.wasm', 'page']) await cp(path.join(inside, left), path.join(dist('esbuild'), 'assets', left), { recursive: true });
  },
  async rollup() {
    const { rollup } = await import('rollup');
    const { nodeResolve } = await import('@rollup/plugin-node-resolve');
    const { importMetaAssets } = await import('@web/rollup-plugin-import-meta-assets');
    const onwarn = (warning) => {
      throw new Error(warning.message);
    };
    const bundle = await rollup({ input: entry, onwarn, plugins: [nodeResolve({ browser: true }), importMetaAssets()] });
    await bundle.write({ dir: dist('rollup'), format: 'es' });
    await page('rollup');
  },
  async parcel() {
    const { Parcel } = await import('@parcel/core');
    const bundler = new Parcel({
      entries: path.join(here, 'index.html'),
      defaultConfig: '@parcel/config-default',
      mode: 'production',
      shouldDisableCache: true,
      defaultTargetOptions: {
        distDir: dist('parcel'),
        publicUrl: './',
        sourceMaps: false,
        // For newer browsers only, it writes an inline import map, which a strict policy forbids.
        engines: { browsers: ['chrome 104'] },
      },
    });
    await bundler.run();
  },
};

await rm(path.join(here, 'dist'), { recursive: true, force: true });
for (const name of process.argv[2] ? [process.argv[2]] : Object.keys(BUNDLERS)) {
  await BUNDLERS[name]();
  console.error(`${name}: built`);
}
