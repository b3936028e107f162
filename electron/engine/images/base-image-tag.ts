import { createHash } from 'node:crypto';
import type { AgentUser } from '../objects/agent-user.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';

/** Label of the image's own user, which its containers and their snapshots inherit. */
export const IMAGE_USER_LABEL = 'dev.bulkhead.image-user';

/** Version of the base image's contents. Raise it when they change, so that older images are no longer used. */
const LAYOUT = 5;

export interface BaseImage {
  tag: string;
  /** Id of the image that the base image is built from. */
  from: string;
  /** The user who gets a passwd entry and owns the home; undefined: the image's own user. */
  user: AgentUser | undefined;
  /** Certificates (PEM) of the authorities that the agent trusts besides the public ones. */
  addedPem: string | undefined;
  labels: Record<string, string>;
}

/**
 * Describes the image between the agent's image and its container. Its tag depends on the image, the user and the
 * authorities, so that a later start finds it again.
 */
export function baseImageFor(
  image: { id: string; user: string },
  user: AgentUser | undefined,
  version: string,
  addedPem?: string,
): BaseImage {
  const key = JSON.stringify([LAYOUT, image.id, user ?? 'own', ...(addedPem ? [addedPem] : [])]);
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return {
    tag: `bulkhead/base:${hash}`,
    from: image.id,
    user,
    addedPem,
    labels: { [ROLE_LABEL]: 'base', [VERSION_LABEL]: version, [IMAGE_USER_LABEL]: image.user },
  };
}
