import { posix } from 'node:path';
import type { Engine } from '../docker/engine.ts';
import { splitEnvironment } from '../objects/spec-label.ts';
import { fileAt, hasFile, readText } from './image-files.ts';
import {
  ANCHOR_FOLDERS,
  IMAGE_ROOTS_PATHS,
  JAVA_PROGRAM_PATHS,
  JAVA_STORE_PATHS,
  OPENSSL_FOLDERS,
} from './trust.ts';
import type { ImageTrust } from './trust-files.ts';

/** Reads what an image trusts, through a container of it that never starts. */
export async function readImageTrust(
  engine: Engine,
  { id, imageEnv }: { id: string; imageEnv: readonly string[] },
  signal: AbortSignal,
): Promise<ImageTrust> {
  const has = (path: string) => hasFile(engine, id, path, signal);
  /** The files to which these paths lead, each once. */
  const filesAt = async (paths: readonly string[]) => {
    const files = await Promise.all(paths.map((path) => fileAt(engine, id, path, signal)));
    return [...new Set(files.filter((file) => file !== undefined))];
  };
  const bundlesAt = async () =>
    await Promise.all(
      (await filesAt(IMAGE_ROOTS_PATHS)).map(
        async (path) => [path, await readText(engine, id, path, signal)] as const,
      ),
    );
  const javaStoresAt = async () => {
    const programs = await filesAt(JAVA_PROGRAM_PATHS);
    const homes = [...javaHomes(imageEnv), ...programs.map((path) => posix.dirname(posix.dirname(path)))];
    return await filesAt([...JAVA_STORE_PATHS, ...homes.flatMap(storesOf)]);
  };
  const [bundles, javaStores, anchors, opensslFolders] = await Promise.all([
    bundlesAt(),
    javaStoresAt(),
    Promise.all(ANCHOR_FOLDERS.map(async (path) => ((await has(path)) ? [path] : []))),
    Promise.all(
      OPENSSL_FOLDERS.map(async (path) =>
        (await has(path)) && (await fileAt(engine, id, `${path}/cert.pem`, signal)) === undefined
          ? [path]
          : [],
      ),
    ),
  ]);
  return {
    bundles: bundles.filter(([, pem]) => pem.includes('-----BEGIN CERTIFICATE-----')),
    javaStores,
    opensslFolders: opensslFolders.flat(),
    anchorFolders: anchors.flat(),
  };
}

/** The Java that `JAVA_HOME` names. */
function javaHomes(imageEnv: readonly string[]): string[] {
  const home = imageEnv.map(splitEnvironment).find(([name]) => name === 'JAVA_HOME')?.[1];
  return home?.startsWith('/') ? [home] : [];
}

/** The key stores of a Java: since version 9, and before. */
function storesOf(home: string): string[] {
  return [`${home}/lib/security/cacerts`, `${home}/jre/lib/security/cacerts`];
}
