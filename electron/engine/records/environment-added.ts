import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { splitEnvironment } from '../objects/spec-label.ts';

/** Names of a container's variables that its image lacks: the person's own, and credentials that must not stay. */
export async function environmentAdded(
  engine: Engine,
  { Image, Config }: ContainerInspect,
): Promise<string[]> {
  const image = await engine.inspectImage(Image);
  const own = new Set(image.Config?.Env ?? []);
  return (Config.Env ?? []).filter((line) => !own.has(line)).map((line) => splitEnvironment(line)[0]);
}
