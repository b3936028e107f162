import { basename, dirname } from 'node:path';
import { build } from 'vite';

/** Bundles a program of the tests, with all that it imports, into one CommonJS file in a folder of its own. */
export async function bundleProgram(entry: string, file: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      target: 'node18',
      outDir: dirname(file),
      emptyOutDir: true,
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: basename(file), codeSplitting: false } },
    },
  });
}
