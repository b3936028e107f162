import type { Engine } from '../docker/engine.ts';
import { packTar } from '../docker/tar.ts';
import { readOwner } from '../images/base-image.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { helperName } from '../objects/object-names.ts';

/** A volume and its mount point in the image, which has a folder there. */
export interface OwnedVolume {
  name: string;
  path: string;
}

export interface HandOver {
  agentId: string;
  image: string;
  volumes: readonly OwnedVolume[];
  /** In the format of an image's USER. */
  user: string;
}

/**
 * Changes the owner of volumes: only of their mount points, not of their content. Resolves to the user's numbers. The
 * engine unpacks an archive of the folders into a container that never starts, because an agent's own container has a
 * read-only root and would refuse it. The container names its agent, in case an engine creates it after the app has
 * stopped waiting for the answer.
 */
export async function handOver(
  engine: Engine,
  { agentId, image, volumes, user }: HandOver,
): Promise<{ uid: number; gid: number }> {
  const id = await engine.createContainer(helperName('owner'), {
    Image: image,
    Entrypoint: ['never-started'],
    Labels: { [AGENT_LABEL]: agentId, [ROLE_LABEL]: 'probe' },
    HostConfig: {
      NetworkMode: 'none',
      Mounts: volumes.map(({ name, path }) => ({ Type: 'volume', Source: name, Target: path })),
    },
  });
  try {
    const owner = await readOwner(engine, id, user);
    const folders = volumes.map(({ path }) => ({
      name: `${path.slice(1)}/`,
      type: 'directory' as const,
      ...owner,
    }));
    await engine.putArchive(id, '/', await packTar(folders));
    return owner;
  } finally {
    await engine.removeContainer(id);
  }
}
