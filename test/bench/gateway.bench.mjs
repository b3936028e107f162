// `node test/bench/gateway.bench.mjs`: builds the benchmark's TypeScript and runs it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const outDir = join(process.cwd(), 'node_modules/.bench');
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: 'test/bench/gateway-bench.ts',
    outDir,
    minify: false,
    rollupOptions: { output: { format: 'es', entryFileNames: 'gateway-bench.mjs' } },
  },
});
const { runGatewayBench } = await import(pathToFileURL(join(outDir, 'gateway-bench.mjs')).href);
await runGatewayBench();
process.exit(0);
