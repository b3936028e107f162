import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../../contract/error.ts';
import type { Engine } from '../../docker/engine.ts';
import { packTar } from '../../docker/tar.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../../objects/labels.ts';
import { gatewayImage, gatewayVersion } from './gateway-plan.ts';

export interface GatewaySource {
  /** The bundled program. */
  programPath: string;
  /** Folder with `images/gateway/Dockerfile`. */
  assetsPath: string;
  /** Returns the present base image. */
  base: () => string;
}

/** The program's build target. */
const NODE_FLOOR = 18;
const OUTPUT_KEPT = 4_000;
const ABOUT_THE_IMAGE: ReadonlySet<string> = new Set([
  'command-not-found',
  'image-build-failed',
  'image-not-found',
  'image-pull-failed',
  'invalid-input',
]);

/**
 * The gateway's image for this version of the app, built when it is missing; the build fails without a Node that is new
 * enough. Resolves to its version. Rejects with the base image's problem, in the field `gatewayBase`.
 */
export async function ensureGatewayImage(
  engine: Engine,
  source: GatewaySource,
  signal: AbortSignal,
  base = source.base(),
): Promise<string> {
  const [program, dockerfile] = await Promise.all([
    readPart(source.programPath),
    readPart(join(source.assetsPath, 'images/gateway/Dockerfile')),
  ]);
  const version = gatewayVersion(program, dockerfile.toString(), base);
  if (await exists(engine, gatewayImage(version), signal)) return version;
  try {
    if (!(await exists(engine, base, signal))) await engine.pullImage(base, { signal });
  } catch (error) {
    throw withImage(base, error, 'cannot be had');
  }
  const context = await packTar([
    { name: 'Dockerfile', type: 'file', content: dockerfile },
    { name: 'gateway.cjs', type: 'file', content: program },
  ]);
  let output = '';
  try {
    await engine.buildImage(context, {
      tag: gatewayImage(version),
      buildArgs: { BASE: base },
      labels: { [ROLE_LABEL]: 'gateway', [VERSION_LABEL]: version },
      signal,
      onProgress: ({ stream = '' }) => {
        output = (output + stream).slice(-OUTPUT_KEPT);
      },
    });
  } catch (error) {
    const nodeVersion = /gateway base has Node (\d[\w.-]*)/.exec(output)?.[1];
    const why = nodeVersion
      ? `has Node ${nodeVersion}; the gateway needs ${NODE_FLOOR} or newer`
      : 'has no “node” that runs: the gateway needs one';
    throw withImage(base, error, why);
  }
  return version;
}

/** Adds the image's name to an error; the error of a cancelled build or an unreachable engine stays unchanged. */
function withImage(base: string, error: unknown, why: string): unknown {
  if (!(error instanceof AppFailure)) return error;
  const { type, message, raw = message } = error.error;
  if (!ABOUT_THE_IMAGE.has(type)) return error;
  const reason = ['image-build-failed', 'command-not-found'].includes(type) ? '' : ` ${message}`;
  return new AppFailure({
    type,
    field: 'gatewayBase',
    message: `The gateway’s base image ${base} ${why}.${reason}`,
    actions: [{ kind: 'open-settings', label: 'Choose another image' }],
    raw,
  });
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

/** Reads a file of the installation. Rejects with `not-found` where it is missing. */
async function readPart(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const advice =
      'Install Bulkhead again, or link to bulkhead.cjs where it was installed in place of a copy.';
    throw new AppFailure({
      type: 'not-found',
      message: `${path} is missing, which the gateway needs. ${advice}`,
    });
  }
}
