// Builds dist/: main, preload, engine and gateway as one CommonJS file each, and the page.
import { build } from 'vite';

/** Node 18 is the Node of the oldest Electron that the app runs on (25). */
const nodeTarget = 'node18';
const chromeTarget = 'chrome114';

const programs = [
  { name: 'main', entry: 'electron/main/index.ts', external: ['electron'] },
  { name: 'preload', entry: 'electron/preload/index.ts', external: ['electron'] },
  // cpu-features and the crypto addon of ssh2 are optional speed-ups in native code: never used.
  { name: 'engine', entry: 'electron/engine/index.ts', external: ['cpu-features', /\.node$/] },
  { name: 'gateway', entry: 'electron/gateway/index.ts', external: [] },
];

const wanted = process.argv.slice(2);
const selected = (name) => wanted.length === 0 || wanted.includes(name);

for (const { name, entry, external } of programs.filter((program) => selected(program.name))) {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      target: nodeTarget,
      outDir: `dist/${name}`,
      emptyOutDir: true,
      minify: false,
      sourcemap: name === 'gateway' ? false : 'hidden',
      rollupOptions: {
        external,
        output: {
          format: 'cjs',
          entryFileNames: name === 'gateway' ? 'gateway.cjs' : 'index.cjs',
          codeSplitting: false,
        },
      },
    },
  });
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
    plugins: [react(), tailwind()],
    build: {
      target: chromeTarget,
      outDir: '../dist/renderer',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2000,
    },
  });
  console.log('built dist/renderer');
}
