import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** Node reads these as they are, and some find files beside themselves. */
const scripts = {
  name: 'scripts-as-they-are',
  enforce: 'pre',
  resolveId: (id, importer) =>
    importer && /\/scripts\/.*\.mjs$/.test(id)
      ? { id: pathToFileURL(resolve(dirname(importer), id)).href, external: true }
      : undefined,
};

/** Builds a benchmark's TypeScript, which Node 20 does not read, and loads it. */
export async function loadBench(name) {
  const outDir = join(process.cwd(), 'node_modules/.bench');
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [scripts],
    build: {
      ssr: `test/bench/${name}.ts`,
      outDir,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { format: 'es', entryFileNames: `${name}.mjs` } },
    },
  });
  return await import(pathToFileURL(join(outDir, `${name}.mjs`)).href);
}
