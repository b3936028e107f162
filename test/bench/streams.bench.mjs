// `node test/bench/streams.bench.mjs`: builds the benchmark's TypeScript and runs it on the engine of DOCKER_HOST.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const outDir = join(process.cwd(), 'node_modules/.bench');
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: 'test/bench/streams-bench.ts',
    outDir,
    emptyOutDir: false,
    minify: false,
    rollupOptions: {
      external: ['cpu-features', /\.node$/],
      output: { format: 'cjs', entryFileNames: 'streams-bench.cjs', codeSplitting: false },
    },
  },
});
const { default: bench } = await import(pathToFileURL(join(outDir, 'streams-bench.cjs')).href);
await bench.runStreamsBench();
process.exit(0);
