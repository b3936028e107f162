import { createHash } from 'node:crypto';
import type { AgentUser } from '../objects/agent-user.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';

/** The image's own user, kept where its containers and their snapshots inherit it. */
export const IMAGE_USER_LABEL = 'dev.bulkhead.image-user';

/** Raised when what is put into a base image changes: older ones are no longer used. */
const LAYOUT = 1;

export interface BaseImage {
  tag: string;
  /** Id of the image that it is made from. */
  from: string;
  /** Who gets an entry and owns the home; undefined: the image's own user. */
  user: AgentUser | undefined;
  /** Certificate of an authority that the agent trusts besides the public ones. */
  authorityPem: string | undefined;
  labels: Record<string, string>;
}

/** The image between the agent's image and its container: one per image, user and authority, found again by its tag. */
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
