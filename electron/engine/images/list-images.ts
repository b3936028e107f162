import type { Agent } from '../../contract/agent.ts';
import { type ImageRole, imageRoleSchema, type ListedImage } from '../../contract/images.ts';
import type { ContainerSummary } from '../docker/api.ts';
import type { ImageSummary } from '../docker/image-api.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { BASE_LABEL, TYPE_LABEL } from './type-image-labels.ts';

/**
 * Lists every named image, and our unnamed ones, the biggest first. An agent uses the image of its container and the
 * image that its spec names, because the first is a thin layer above the second. Pure.
 */
export function listImages(
  images: readonly ImageSummary[],
  containers: readonly ContainerSummary[],
  agents: readonly Pick<Agent, 'id' | 'name' | 'spec'>[],
): ListedImage[] {
  return images
    .map((image) => listed(image, containers, agents))
    .filter(({ role, references }) => role !== 'foreign' || references.length > 0)
    .sort((one, other) => other.bytes - one.bytes);
}

function listed(
  image: ImageSummary,
  containers: readonly ContainerSummary[],
  agents: readonly Pick<Agent, 'id' | 'name' | 'spec'>[],
): ListedImage {
  const labels = image.Labels ?? {};
  const references = (image.RepoTags ?? []).filter((reference) => reference !== '<none>:<none>');
  const role = roleOf(labels, references);
  const inContainers = containers.filter(({ ImageID }) => ImageID === image.Id);
  const usedBy = new Set([
    ...inContainers.map(({ Labels, Names, Id }) => {
      const agent = agents.find(({ id }) => id === Labels[AGENT_LABEL]);
      return agent?.name ?? Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12);
    }),
    ...agents.filter(({ spec }) => spec && references.includes(spec.image)).map(({ name }) => name),
  ]);
  const typeId = role === 'type' ? labels[TYPE_LABEL] : undefined;
  const base = role === 'type' ? labels[BASE_LABEL] : undefined;
  return {
    id: image.Id,
    references,
    role,
    ...(typeId ? { typeId } : {}),
    ...(base ? { base } : {}),
    createdAt: image.Created * 1000,
    bytes: image.Size,
    usedBy: [...usedBy].sort(),
    // A snapshot belongs to its agent; the images of the gateway and the toolbox are rebuilt at their next use.
    removable: (role === 'type' || role === 'base' || role === 'run') && usedBy.size === 0,
  };
}

/** Reads the role from the label and the name: the label alone is no proof, because images built on ours inherit it. */
function roleOf(labels: Readonly<Record<string, string>>, references: readonly string[]): ImageRole {
  const role = imageRoleSchema.safeParse(labels[ROLE_LABEL]);
  const named = references.length === 0 || references.some((reference) => reference.startsWith('bulkhead/'));
  return role.success && named ? role.data : 'foreign';
}
