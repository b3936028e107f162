import { createHash } from 'node:crypto';
import type { AgentUser } from '../objects/agent-user.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';

/** Label of the image's own user, which its containers and their snapshots inherit. */
export const IMAGE_USER_LABEL = 'dev.bulkhead.image-user';

/** Version of the base image's contents. Raise it when they change, so that older images are no longer used. */
const LAYOUT = 3;

export interface BaseImage {
  tag: string;
  /** Id of the image that the base image is built from. */
  from: string;
  /** The user who gets a passwd entry and owns the home; undefined: the image's own user. */
  user: AgentUser | undefined;
  /** Certificate of an authority that the agent trusts besides the public ones. */
  authorityPem: string | undefined;
  labels: Record<string, string>;
}

/**
 * Describes the image between the agent's image and its container. Its tag depends on the image, the user and the
 * authority, so that a later start finds it again.
 */
export function baseImageFor(
  image: { id: string; user: string },
  user: AgentUser | undefined,
  version: string,
  authorityPem?: string,
): BaseImage {
  const key = JSON.stringify([LAYOUT, image.id, user ?? 'own', ...(authorityPem ? [authorityPem] : [])]);
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return {
    tag: `bulkhead/base:${hash}`,
    from: image.id,
    user,
    authorityPem,
    labels: { [ROLE_LABEL]: 'base', [VERSION_LABEL]: version, [IMAGE_USER_LABEL]: image.user },
  };
}
