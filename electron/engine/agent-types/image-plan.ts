import { createHash } from 'node:crypto';
import type { AgentTypeFile } from '../../contract/agent-type.ts';
import type { ImageBuild } from '../../contract/preferences.ts';
import type { ContextFile } from './type-folder.ts';

/** All inputs of the image of an agent type. */
export interface ImagePlan {
  typeId: string;
  /** The type's label, for a person. */
  label: string;
  /** Image reference derived from the content: any change of the plan changes it. */
  reference: string;
  base: string;
  args: Readonly<Record<string, string>>;
  files: readonly ContextFile[];
  dockerfile: string;
  /** Certificate authorities of the person's organisation (PEM), which build steps and agents trust. */
  hostRootsPem: string | undefined;
}

/** Version of the additions to a type's image. Raise it when they change, so that older images are no longer used. */
const LAYOUT = 1;
const PREFIX = 'bulkhead/type-';

/** Plans the image of a type with a Dockerfile. `build`: the person's own build settings. Pure. */
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

/** The type of an image reference; undefined for any other image. Images with such names are never pulled. */
export function typeOfReference(reference: string): string | undefined {
  return new RegExp(`^${PREFIX}([a-z][a-z0-9-]*):[0-9a-f]{16}$`).exec(reference)?.[1];
}
