import type { Engine } from '../docker/engine.ts';
import { packTar, type TarEntry } from '../docker/tar.ts';
import type { AgentUser } from '../objects/agent-user.ts';
import { AGENT_LABEL } from '../objects/labels.ts';
import { HOME_PATH, WORKSPACE_PATH } from '../objects/paths.ts';
import { type BaseImage, IMAGE_USER_LABEL } from './base-image-tag.ts';
import { hasFile, readText, withImageFiles } from './image-files.ts';
import { envInstruction, loginEnvironment } from './login-environment.ts';
import { resolveUser, type UserFiles, withUser } from './passwd.ts';
import { inspectIfPresent } from './present.ts';
import { readImageTrust } from './read-image-trust.ts';
import { type ImageTrust, NO_IMAGE_TRUST, trustFiles } from './trust-files.ts';

interface ImageFiles extends UserFiles {
  gitConfig: string;
  /** What the image trusts; nothing when the caller does not need it. */
  trust: ImageTrust;
  hasBash: boolean;
}

const NO_FILES: UserFiles = { passwd: '', group: '' };

/** Allows any owner: the workspace belongs to the agent's user, or to the person on the host under another uid. */
const GIT_CONFIG = '[safe]\n\tdirectory = *\n';

/**
 * Ensures that the base image is on the engine. It adds to the agent's image a passwd entry and a login's variables for
 * its user, and a home and a workspace which that user owns: a new volume gets the owner of the folder that it is
 * mounted over, so no chown is needed. Two parallel calls for one tag build the same image.
 */
export async function ensureBaseImage(
  engine: Engine,
  base: BaseImage,
  agentId: string,
  signal: AbortSignal,
): Promise<'found' | 'built'> {
  if (await inspectIfPresent(engine, base.tag, signal)) return 'found';
  const { Config } = await engine.inspectImage(base.from, { signal });
  const imageEnv = Config?.Env ?? [];
  const files = await readImageFiles(engine, { base, imageEnv, agentId }, signal);
  const { user, passwd, rootfs } = await rootfsOf(base, files);
  const env = envInstruction(loginEnvironment({ imageEnv, passwd, uid: user.uid, hasBash: files.hasBash }));
  // ADD unpacks the archive with its owners without running anything, so that images without a shell work too.
  const dockerfile = `FROM ${base.from}\nADD rootfs.tar /\n${env}`;
  const context = await packTar([
    { name: 'Dockerfile', type: 'file', content: Buffer.from(dockerfile) },
    { name: 'rootfs.tar', type: 'file', content: rootfs },
  ]);
  await engine.buildImage(context, { tag: base.tag, labels: base.labels, signal });
  return 'built';
}

async function rootfsOf(base: BaseImage, files: ImageFiles) {
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
  const rootfs = await packTar([
    ...file('etc/passwd', passwd),
    ...file('etc/group', group),
    ...file('etc/gitconfig', `${files.gitConfig}\n${GIT_CONFIG}`),
    ...(base.addedPem ? trustFiles(files.trust, base.addedPem) : []),
    owned(HOME_PATH),
    owned(WORKSPACE_PATH),
  ]);
  return { user, passwd, rootfs };
}

/**
 * Reads files through a container with the agent's labels, by which the next start finds it if the app is killed before
 * its removal.
 */
async function readImageFiles(
  engine: Engine,
  { base, imageEnv, agentId }: { base: BaseImage; imageEnv: readonly string[]; agentId: string },
  signal: AbortSignal,
): Promise<ImageFiles> {
  return await withImageFiles(engine, base.from, { [AGENT_LABEL]: agentId }, async (id) => {
    const [users, gitConfig, trust, hasBash] = await Promise.all([
      readUserFiles(engine, id, signal),
      readText(engine, id, '/etc/gitconfig', signal),
      base.addedPem ? readImageTrust(engine, { id, imageEnv }, signal) : NO_IMAGE_TRUST,
      hasFile(engine, id, '/bin/bash', signal),
    ]);
    return { ...users, gitConfig, trust, hasBash };
  });
}

/** The users that a container knows, running or stopped. */
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

/**
 * The numbers of a container's user, in the format of an image's USER. Reads the container's files only for a name, or
 * for a group that is left out: the engine starts a program for each file that it hands over.
 */
export async function readOwner(
  engine: Engine,
  containerId: string,
  user: string,
  signal?: AbortSignal,
): Promise<Pick<AgentUser, 'uid' | 'gid'>> {
  const files = /^\d+:\d+$/.test(user) ? NO_FILES : await readUserFiles(engine, containerId, signal);
  const { uid, gid } = resolveUser(user, files);
  return { uid, gid };
}
