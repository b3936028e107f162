import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../contract/error.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../agents/labels.ts';
import type { Engine } from '../docker/engine.ts';
import { packTar } from '../docker/tar.ts';
import { gatewayImage, gatewayVersion } from './gateway-plan.ts';

export interface GatewaySource {
  /** The bundled program. */
  programPath: string;
  /** Folder with `images/gateway/Dockerfile`. */
  assetsPath: string;
  /** Image to build on. */
  base: string;
}

/** The image of the gateway that belongs to this version of the app; built when it is missing. Resolves to its version. */
export async function ensureGatewayImage(
  engine: Engine,
  source: GatewaySource,
  signal: AbortSignal,
): Promise<string> {
  const [program, dockerfile] = await Promise.all([
    readFile(source.programPath),
    readFile(join(source.assetsPath, 'images/gateway/Dockerfile'), 'utf8'),
  ]);
  const version = gatewayVersion(program, dockerfile, source.base);
  if (await exists(engine, gatewayImage(version), signal)) return version;
  if (!(await exists(engine, source.base, signal))) await engine.pullImage(source.base, { signal });
  const context = await packTar([
    { name: 'Dockerfile', type: 'file', content: Buffer.from(dockerfile) },
    { name: 'gateway.cjs', type: 'file', content: program },
  ]);
  await engine.buildImage(context, {
    tag: gatewayImage(version),
    buildArgs: { BASE: source.base },
    labels: { [ROLE_LABEL]: 'gateway', [VERSION_LABEL]: version },
    signal,
  });
  return version;
}

async function exists(engine: Engine, reference: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.inspectImage(reference, { signal });
    return true;
  } catch (error) {
    if (error instanceof AppFailure && error.error.type === 'image-not-found') return false;
    throw error;
  }
}
