import { createHash } from 'node:crypto';
import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import type { ImageInspect } from '../docker/image-api.ts';
import { packTar } from '../docker/tar.ts';
import { AGENT_LABEL, REPLACEMENT_LABEL, ROLE_LABEL, SPEC_LABEL, VERSION_LABEL } from '../objects/labels.ts';

const COMMITS = 'bulkhead/commit';

/** `at`: ms since the epoch. */
export interface ImageOf {
  agentId: string;
  at: number;
}

/** Reference of a snapshot's image. */
export const snapshotReference = ({ agentId, at }: ImageOf) => `bulkhead/snapshot:${agentId}-${at}`;
/**
 * Reference of the image that a container started from a snapshot runs; a separate name, so that the snapshot can be
 * deleted.
 */
export const runReference = ({ agentId, at }: ImageOf) => `bulkhead/run:${agentId}-${at}`;

export interface ImageLabels {
  agentId: string;
  role: 'snapshot' | 'run';
  version: string;
  more?: Record<string, string>;
}

/**
 * Saves a container's writable layer as an image, without any value of the container's environment. `labels` gets the
 * bytes that it adds to the container's image. Engines up to 25 write the container's environment into a commit
 * ("ContainerConfig"), so the saved image is a second one of the same layers, and the first is removed at once.
 * `environment`: the variables whose values are left out.
 */
export async function takeLayer(
  engine: Engine,
  container: { id: string; imageId: string; environment: readonly string[] },
  target: { agentId: string; at: number; version: string; labels(layerBytes: number): ImageLabels },
): Promise<void> {
  const { agentId, at, version } = target;
  const tag = `${agentId}-${at}`;
  await engine.commitContainer(container.id, {
    repository: COMMITS,
    tag,
    // These labels identify a commit that a crash left: a `run` image that no container runs.
    labels: { [AGENT_LABEL]: agentId, [ROLE_LABEL]: 'run', [VERSION_LABEL]: version },
    env: container.environment.map((name) => `${name}=`),
  });
  const commit = `${COMMITS}:${tag}`;
  try {
    const committed = await engine.inspectImage(commit);
    const before = await engine.inspectImage(container.imageId);
    const labels = target.labels(Math.max(0, committed.Size - before.Size));
    await copyImage(engine, commit, { reference: snapshotReference(target), labels });
  } finally {
    await engine.removeImage(commit);
  }
}

/** Creates another image of the same layers with its own name and labels. It takes no space, and outlives the first. */
export async function copyImage(
  engine: Engine,
  source: string,
  target: { reference: string; labels: ImageLabels },
): Promise<void> {
  const image = await engine.inspectImage(source);
  const labels = imageLabels(image, target.labels);
  try {
    await engine.loadImage(await archiveOf(image, target.reference, labels));
  } catch (error) {
    // Podman needs the layers in the archive. Its commits contain only the image's environment.
    if (!(error instanceof AppFailure) || isFinal(error)) throw error;
    await engine.buildImage(
      await packTar([
        {
          name: 'Dockerfile',
          type: 'file',
          content: Buffer.from(`FROM ${image.RepoTags?.[0] ?? image.Id}\n`),
        },
      ]),
      { tag: target.reference, labels },
    );
  }
}

const isFinal = ({ error }: AppFailure) =>
  error.type === 'engine-unreachable' || error.type === 'resource-limit' || error.type === 'cancelled';

function imageLabels(image: ImageInspect, { agentId, role, version, more = {} }: ImageLabels) {
  const own = { ...image.Config?.Labels };
  delete own[SPEC_LABEL];
  delete own[REPLACEMENT_LABEL];
  return { ...own, [AGENT_LABEL]: agentId, [ROLE_LABEL]: role, [VERSION_LABEL]: version, ...more };
}

/**
 * Writes the archive of `docker save` (Docker Image Specification v1.2) without the layers: an engine that has them
 * uses its own. Its configuration lacks `container_config`, which contained the environment.
 */
async function archiveOf(
  image: ImageInspect,
  reference: string,
  labels: Record<string, string>,
): Promise<Uint8Array> {
  const layers = image.RootFS?.Layers ?? [];
  const config = Buffer.from(
    JSON.stringify({
      architecture: image.Architecture,
      ...(image.Variant ? { variant: image.Variant } : {}),
      os: image.Os,
      created: image.Created,
      config: { ...image.Config, Labels: labels },
      rootfs: { type: 'layers', diff_ids: layers },
      history: layers.map(() => ({ created: image.Created, created_by: 'bulkhead' })),
    }),
  );
  const name = `${createHash('sha256').update(config).digest('hex')}.json`;
  const manifest = [
    { Config: name, RepoTags: [reference], Layers: layers.map((_, index) => `${index}/layer.tar`) },
  ];
  return await packTar([
    { name, type: 'file', content: config },
    { name: 'manifest.json', type: 'file', content: Buffer.from(JSON.stringify(manifest)) },
  ]);
}
