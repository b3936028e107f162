// Builds dist/: preload, gateway and the command line as one CommonJS file each, main and the engine host with chunks that
// they load when they need them, and the page.
import { chmodSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'vite';
import { paintFirst } from './app/paint-first.mjs';
import { startChunks } from './app/start-chunks.mjs';
import { singleFile } from './cli/single-file.mjs';

/** Node 18 is the Node of the oldest Electron that the app runs on (25). */
const nodeTarget = 'node18';
const chromeTarget = 'chrome114';

/** Optional speed-ups in native code, of ssh2 and ws: never used. */
const nativeAddons = ['cpu-features', 'bufferutil', 'utf-8-validate', /\.node$/];

/** Parts of dockerode, and their large dependencies (gRPC, an SSH client), that the engine adapter never calls. */
const unusedParts = /\/(dockerode\/lib\/(?!docker\.js)\w+|docker-modem\/lib\/ssh)\.js$/;
const withoutUnusedParts = {
  name: 'without-unused-parts',
  enforce: 'pre',
  load: (id) => (unusedParts.test(id.replaceAll('\\', '/')) ? 'module.exports = {};' : undefined),
};

/**
 * Rolldown keeps its helpers in one of the chunks that are for later, and has the first ones require that chunk although
 * they use nothing of it.
 */
const withoutEarlyChunks = {
  name: 'without-early-chunks',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle).filter(({ type }) => type === 'chunk'))
      chunk.code = chunk.code.replace(/^require\("\.\/.*"\);$/gm, '');
  },
};

const programs = [
  {
    name: 'main',
    entry: 'electron/main/index.ts',
    external: ['electron', ...nativeAddons],
    chunks: {},
    plugins: [withoutEarlyChunks],
  },
  { name: 'preload', entry: 'electron/preload/index.ts', external: ['electron'] },
  { name: 'engine', entry: 'electron/engine/index.ts', external: nativeAddons, chunks: {} },
  { name: 'gateway', entry: 'electron/gateway/index.ts', external: [], file: 'gateway.cjs' },
  {
    name: 'cli',
    entry: 'electron/cli/index.ts',
    external: nativeAddons,
    file: 'bulkhead.cjs',
    // Few chunks load faster than many, and a start of “exec” is measured against one of Docker’s.
    chunks: {
      groups: [
        { name: 'entry', test: /electron.cli.index\.ts$/ },
        { name: 'start', test: /electron.cli.(main|commands.exec)\.ts$/ },
        { name: 'direct', test: /electron.cli.direct-program\.ts$/ },
      ],
    },
    plugins: [singleFile({ unpacked: ['rolldown-runtime.cjs', 'start.cjs'] })],
  },
];

const names = process.argv.slice(2);
const selected = (name) => names.length === 0 || names.includes(name);

for (const program of programs.filter(({ name }) => selected(name))) {
  const { name, entry, external, file = 'index.cjs', chunks, plugins = [] } = program;
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [withoutUnusedParts, ...plugins],
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      target: nodeTarget,
      outDir: `dist/${name}`,
      emptyOutDir: true,
      minify: name === 'cli',
      sourcemap: name === 'gateway' || name === 'cli' ? false : 'hidden',
      rollupOptions: {
        external,
        output: {
          format: 'cjs',
          entryFileNames: file,
          chunkFileNames: '[name].cjs',
          codeSplitting: chunks ?? false,
        },
      },
    },
  });
  if (name === 'cli') chmodSync(`dist/cli/${file}`, 0o755);
  console.log(`built dist/${name}`);
}

if (selected('renderer')) {
  const [{ default: react }, { default: tailwind }] = await Promise.all([
    import('@vitejs/plugin-react'),
    import('@tailwindcss/vite'),
  ]);
  await build({
    configFile: false,
    logLevel: 'warn',
    root: 'renderer',
    base: './',
    plugins: [react(), tailwind(), paintFirst({ page: 'index.html' })],
    // Zod tries whether it may compile code, unless it is told not to. The page's policy refuses that, and browsers
    // report each refusal.
    define: { 'globalThis.__zod_globalConfig': '{"jitless":true}' },
    build: {
      target: chromeTarget,
      outDir: '../dist/renderer',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: ['renderer/index.html', 'renderer/sign-in.html'],
        output: {
          codeSplitting: startChunks({
            page: resolve('renderer/main.tsx'),
            other: resolve('renderer/sign-in/main.tsx'),
          }),
        },
      },
      chunkSizeWarningLimit: 2000,
    },
  });
  console.log('built dist/renderer');
}
