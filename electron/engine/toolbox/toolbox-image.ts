import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../docker/engine.ts';
import { packTar } from '../docker/tar.ts';
import { inspectIfPresent } from '../images/present.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';
import { toolboxImage } from './toolbox-plan.ts';

export interface ToolboxSource {
  /** Folder with `images/toolbox/Dockerfile`. */
  assetsPath: string;
  /** Image to build on: the gateway's. For a base without git, Debian's and Alpine's package managers are supported. */
  base(): string;
  /** The app's version, for labels. */
  version: string;
}

/** Resolves to the tag of the toolbox's image; builds it when it is missing, which may pull its base. */
export async function ensureToolboxImage(
  engine: Engine,
  source: ToolboxSource,
  signal: AbortSignal,
): Promise<string> {
  const dockerfile = await readFile(join(source.assetsPath, 'images/toolbox/Dockerfile'), 'utf8');
  const base = source.base();
  const tag = toolboxImage(dockerfile, base);
  if (await inspectIfPresent(engine, tag, signal)) return tag;
  if (!(await inspectIfPresent(engine, base, signal))) await engine.pullImage(base, { signal });
  const context = await packTar([{ name: 'Dockerfile', type: 'file', content: Buffer.from(dockerfile) }]);
  await engine.buildImage(context, {
    tag,
    buildArgs: { BASE: base },
    labels: { [ROLE_LABEL]: 'toolbox', [VERSION_LABEL]: source.version },
    signal,
  });
  return tag;
}
