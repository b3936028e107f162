import type { Engine } from '../docker/engine.ts';
import { splitEnvironment } from '../objects/spec-label.ts';
import { hasFile, readText } from './image-files.ts';
import { ANCHOR_FOLDERS, IMAGE_ROOTS_PATHS, JAVA_STORE_PATHS } from './trust.ts';
import type { ImageTrust } from './trust-files.ts';

/** Reads what an image trusts, through a container of it that never starts. */
export async function readImageTrust(
  engine: Engine,
  { id, imageEnv }: { id: string; imageEnv: readonly string[] },
  signal: AbortSignal,
): Promise<ImageTrust> {
  const has = (path: string) => hasFile(engine, id, path, signal);
  /** Only regular files count: a link leads to one of the others. */
  const text = (path: string) => readText(engine, id, path, signal);
  const isFile = async (path: string) => (await engine.statPath(id, path, { signal }))?.kind === 'file';
  const candidates = [...JAVA_STORE_PATHS, ...javaHomeStores(imageEnv)];
  const [bundles, javaStores, anchors, openssl, opensslBundle] = await Promise.all([
    Promise.all(IMAGE_ROOTS_PATHS.map(async (path) => [path, await text(path)] as const)),
    Promise.all(candidates.map(async (path) => ((await isFile(path)) ? [path] : []))),
    Promise.all(ANCHOR_FOLDERS.map(async (path) => ((await has(path)) ? [path] : []))),
    has('/usr/lib/ssl'),
    has('/usr/lib/ssl/cert.pem'),
  ]);
  return {
    bundles: bundles.filter(([, pem]) => pem !== ''),
    javaStores: javaStores.flat(),
    needsOpensslBundle: openssl && !opensslBundle,
    anchorFolders: anchors.flat(),
  };
}

/** The key stores of the Java that `JAVA_HOME` names: since version 9, and before. */
function javaHomeStores(imageEnv: readonly string[]): string[] {
  const home = imageEnv.map(splitEnvironment).find(([name]) => name === 'JAVA_HOME')?.[1];
  if (!home?.startsWith('/')) return [];
  return [`${home}/lib/security/cacerts`, `${home}/jre/lib/security/cacerts`];
}
