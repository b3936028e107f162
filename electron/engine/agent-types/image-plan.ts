import { createHash } from 'node:crypto';
import type { AgentTypeFile } from '../../contract/agent-type.ts';
import type { ImageBuild } from '../../contract/preferences.ts';
import type { ContextFile } from './type-folder.ts';

/** Everything that the image of an agent type is made of. */
export interface ImagePlan {
  typeId: string;
  /** The type's label, for a person. */
  label: string;
  /** Names the content: whatever changes in the plan makes another reference. */
  reference: string;
  base: string;
  args: Readonly<Record<string, string>>;
  files: readonly ContextFile[];
  dockerfile: string;
  /** Authorities of the person's organisation (PEM), which build steps and agents trust. */
  hostRootsPem: string | undefined;
}

/** Raised when what is added to a type's image changes: older ones are no longer used. */
const LAYOUT = 1;
const PREFIX = 'bulkhead/type-';

/** The plan for a type that has a Dockerfile. `build`: what the person wants otherwise. Pure. */
export function imagePlan(
  id: string,
  type: AgentTypeFile,
  source: { dockerfile: string; files: readonly ContextFile[] },
  build: ImageBuild | undefined,
  hostRootsPem: string | undefined,
): ImagePlan {
  const base = build?.base || type.image;
  const args = { ...type.buildArgs, ...build?.args };
  const hash = createHash('sha256');
  hash.update(JSON.stringify([LAYOUT, base, Object.entries(args).sort(), hostRootsPem ?? '']));
  for (const { name, content, executable } of source.files) {
    hash.update(JSON.stringify([name, executable, content.length]));
    hash.update(content);
  }
  return {
    typeId: id,
    label: type.label,
    reference: `${PREFIX}${id}:${hash.digest('hex').slice(0, 16)}`,
    base,
    args,
    files: source.files,
    dockerfile: source.dockerfile,
    hostRootsPem,
  };
}

/** The type whose image a reference names; undefined for any other image. Nothing of this name is ever pulled. */
export function typeOfReference(reference: string): string | undefined {
  return new RegExp(`^${PREFIX}([a-z][a-z0-9-]*):[0-9a-f]{16}$`).exec(reference)?.[1];
}
