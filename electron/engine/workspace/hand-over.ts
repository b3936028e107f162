import type { Engine } from '../docker/engine.ts';
import { packTar } from '../docker/tar.ts';
import { readUserFiles } from '../images/base-image.ts';
import { resolveUser } from '../images/passwd.ts';
import { ROLE_LABEL } from '../objects/labels.ts';
import { helperName } from '../objects/object-names.ts';

/** A volume and its mount point in the image, which has a folder there. */
export interface OwnedVolume {
  name: string;
  path: string;
}

/**
 * Changes the owner of volumes: only of their mount points, not of their content. `user` has the format of an image's
 * USER; resolves to its numbers. The engine unpacks an archive of the folders into a container that never starts,
 * because an agent's own container has a read-only root and would refuse it.
 */
export async function handOver(
  engine: Engine,
  image: string,
  volumes: readonly OwnedVolume[],
  user: string,
): Promise<{ uid: number; gid: number }> {
  const id = await engine.createContainer(helperName('owner'), {
    Image: image,
    Entrypoint: ['never-started'],
    Labels: { [ROLE_LABEL]: 'probe' },
    HostConfig: {
      NetworkMode: 'none',
      Mounts: volumes.map(({ name, path }) => ({ Type: 'volume', Source: name, Target: path })),
    },
  });
  try {
    const { uid, gid } = resolveUser(user, await readUserFiles(engine, id));
    const folders = volumes.map(({ path }) => ({
      name: `${path.slice(1)}/`,
      type: 'directory' as const,
      uid,
      gid,
    }));
    await engine.putArchive(id, '/', await packTar(folders));
    return { uid, gid };
  } finally {
    await engine.removeContainer(id);
  }
}
