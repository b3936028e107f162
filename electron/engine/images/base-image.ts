import { AppFailure } from '../../contract/error.ts';
import { HOME_PATH } from '../agents/environment.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../agents/labels.ts';
import { WORKSPACE_PATH } from '../agents/mounts.ts';
import type { Engine } from '../docker/engine.ts';
import { packTar, type TarEntry, unpackTar } from '../docker/tar.ts';
import { type BaseImage, IMAGE_USER_LABEL } from './base-image-tag.ts';
import { resolveUser, type UserFiles, withUser } from './passwd.ts';
import { inspectIfPresent } from './present.ts';
import { IMAGE_ROOTS_PATHS, TRUST_PATH, trustBundle } from './trust.ts';

interface ImageFiles extends UserFiles {
  gitConfig: string;
  /** The public authorities that the image has (PEM); empty when none, or when they are not asked for. */
  roots: string;
}

/** Any owner: the workspace belongs to the agent's user, or to the host's person under another uid. */
const GIT_CONFIG = '[safe]\n\tdirectory = *\n';

/**
 * Makes sure that the base image is on the engine. It adds to the agent's image an entry for its user, and a home and
 * a workspace which that user owns: a new volume mounted there starts with the owner of what it covers, so nothing is
 * ever chowned. Two at once for the same tag build the same image.
 */
export async function ensureBaseImage(
  engine: Engine,
  base: BaseImage,
  agentId: string,
  signal: AbortSignal,
): Promise<'found' | 'built'> {
  if (await inspectIfPresent(engine, base.tag, signal)) return 'found';
  const files = await readImageFiles(engine, base, agentId, signal);
  const rootfs = await rootfsTar(base, files);
  // ADD unpacks the archive with the owners in it, without running anything: images without a shell work as well.
  const dockerfile = `FROM ${base.from}\nADD rootfs.tar /\n`;
  const context = await packTar([
    { name: 'Dockerfile', type: 'file', content: Buffer.from(dockerfile) },
    { name: 'rootfs.tar', type: 'file', content: rootfs },
  ]);
  await engine.buildImage(context, { tag: base.tag, labels: base.labels, signal });
  return 'built';
}

function rootfsTar(base: BaseImage, files: ImageFiles): Promise<Uint8Array> {
  const user = base.user ?? resolveUser(base.labels[IMAGE_USER_LABEL] ?? '', files);
  const { passwd, group } = base.user ? withUser(files, base.user, HOME_PATH) : files;
  const owned = (path: string): TarEntry => ({
    name: `${path.slice(1)}/`,
    type: 'directory',
    uid: user.uid,
    gid: user.gid,
  });
  const file = (name: string, content: string): TarEntry[] =>
    content ? [{ name, type: 'file', content: Buffer.from(content) }] : [];
  return packTar([
    ...file('etc/passwd', passwd),
    ...file('etc/group', group),
    ...file('etc/gitconfig', `${files.gitConfig}\n${GIT_CONFIG}`),
    ...(base.authorityPem ? file(TRUST_PATH.slice(1), trustBundle(files.roots, base.authorityPem)) : []),
    owned(HOME_PATH),
    owned(WORKSPACE_PATH),
  ]);
}

/** Reads an image's files from a container that never starts. */
async function readImageFiles(
  engine: Engine,
  base: BaseImage,
  agentId: string,
  signal: AbortSignal,
): Promise<ImageFiles> {
  const imageId = base.from;
  const name = `bulkhead-probe-${imageId.replace(/^sha256:/, '').slice(0, 12)}-${Date.now().toString(36)}`;
  // Not stopped half-way by the signal: a request that was given up may still make the container.
  const id = await engine.createContainer(name, {
    Image: imageId,
    Entrypoint: ['never-started'],
    // By these the next start finds it, if the app is killed before it is removed.
    Labels: { [AGENT_LABEL]: agentId, [ROLE_LABEL]: 'probe' },
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    const [users, gitConfig, roots] = await Promise.all([
      readUserFiles(engine, id, signal),
      readText(engine, id, '/etc/gitconfig', signal),
      base.authorityPem ? readRoots(engine, id, signal) : '',
    ]);
    return { ...users, gitConfig, roots };
  } finally {
    await engine.removeContainer(id);
  }
}

async function readRoots(engine: Engine, id: string, signal: AbortSignal): Promise<string> {
  for (const path of IMAGE_ROOTS_PATHS) {
    const text = await readText(engine, id, path, signal);
    if (text) return text;
  }
  return '';
}

/** The users that a container knows, running or not. */
export async function readUserFiles(
  engine: Engine,
  containerId: string,
  signal?: AbortSignal,
): Promise<UserFiles> {
  const [passwd, group] = await Promise.all([
    readText(engine, containerId, '/etc/passwd', signal),
    readText(engine, containerId, '/etc/group', signal),
  ]);
  return { passwd, group };
}

/** Empty when there is no such file, or it is no regular one. */
async function readText(engine: Engine, id: string, path: string, signal?: AbortSignal): Promise<string> {
  try {
    const [entry] = await unpackTar(await engine.getArchive(id, path, signal ? { signal } : {}));
    return entry?.type === 'file' ? Buffer.from(entry.content ?? []).toString('utf8') : '';
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

/** How engines say that a path in a container is not there (404, as for a missing container). */
function isAbsent(error: unknown): boolean {
  const raw = error instanceof AppFailure ? (error.error.raw ?? '') : '';
  return /could not find the file|no such file or directory/i.test(raw);
}
