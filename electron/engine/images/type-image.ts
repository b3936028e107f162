import { AppFailure } from '../../contract/error.ts';
import { parentsOf } from '../../lib/parents-of.ts';
import type { ImagePlan } from '../agent-types/image-plan.ts';
import type { Engine } from '../docker/engine.ts';
import type { ImageInspect } from '../docker/image-api.ts';
import { packTar, type TarEntry } from '../docker/tar.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';
import type { StepContext } from '../operations/run-steps.ts';
import { describeFailedBuild } from './build-failure.ts';
import { BuildProgress } from './build-progress.ts';
import { readImageRoots } from './image-files.ts';
import { inspectIfPresent } from './present.ts';
import { pull, pullIfMissing } from './pull.ts';
import { HOST_TRUST_PATH, TRUST_NAMES, trustBundle } from './trust.ts';
import { BASE_DIGEST_LABEL, BASE_LABEL, TYPE_LABEL } from './type-image-labels.ts';

export interface TypeImageBuild {
  plan: ImagePlan;
  /** The app's version, for the label. */
  version: string;
  /** Pull the base again and use no cached step. */
  fresh: boolean;
  /** Give other programs of the engine's machine the processor first. */
  background: boolean;
  /** Build arguments that name the proxy before the internet; a type's or a person's own win. */
  proxyArgs: Readonly<Record<string, string>>;
}

/** A container without a share of its own has 1,024. */
const BACKGROUND_CPU_SHARES = 128;

/**
 * Builds the image of an agent type; resolves to its id. The first stage is the base with our labels, which every
 * cached step inherits, and the authorities of the person's organisation, so that programs in any Dockerfile trust
 * them. The second stage is the type's own Dockerfile. The classic builder builds both (see docs/adr).
 */
export async function buildTypeImage(
  engine: Engine,
  { plan, version, fresh, background, proxyArgs }: TypeImageBuild,
  context: StepContext,
): Promise<string> {
  const base = await provideBase(engine, plan, fresh, context);
  context.detail(`Preparing ${plan.base}`);
  const prepared = await prepareBase(engine, plan, base, version, context.signal);
  const progress = new BuildProgress();
  const digest = base.RepoDigests?.[0]?.split('@')[1];
  try {
    return await engine.buildImage(await contextTar(plan), {
      tag: plan.reference,
      buildArgs: { ...proxyArgs, ...plan.args, BASE: prepared },
      labels: {
        [ROLE_LABEL]: 'type',
        [TYPE_LABEL]: plan.typeId,
        [VERSION_LABEL]: version,
        [BASE_LABEL]: plan.base,
        ...(digest ? { [BASE_DIGEST_LABEL]: digest } : {}),
      },
      noCache: fresh,
      ...(background ? { cpuShares: BACKGROUND_CPU_SHARES } : {}),
      signal: context.signal,
      onProgress(line) {
        const grew = progress.add(line);
        if (!grew) return;
        context.detail(progress.instruction.split(/\s/, 1)[0] ? progress.instruction : 'Building');
        if (progress.steps > 0)
          context.progress({ unit: 'parts', done: Math.max(0, progress.step - 1), total: progress.steps });
        context.output(progress.tail);
      },
    });
  } catch (error) {
    if (context.signal.aborted || !(error instanceof AppFailure)) throw error;
    throw describeFailedBuild(error.error, {
      label: plan.label,
      dockerfile: plan.dockerfile,
      step: progress.step,
      steps: progress.steps,
      tail: progress.tail,
    });
  }
}

async function provideBase(
  engine: Engine,
  plan: ImagePlan,
  fresh: boolean,
  context: StepContext,
): Promise<ImageInspect> {
  try {
    const quiet = { ...context, skip: () => undefined };
    if (fresh && !plan.base.startsWith('sha256:')) await pull(engine, plan.base, quiet);
    else await pullIfMissing(engine, plan.base, quiet);
  } catch (error) {
    // When the registry is unreachable, a rebuild uses the present base.
    const present =
      fresh && !context.signal.aborted && (await inspectIfPresent(engine, plan.base, context.signal));
    if (!present) throw aboutBase(error, plan);
    context.output([`The base ${plan.base} could not be pulled again: the one that is there is used.`]);
  }
  return await engine.inspectImage(plan.base, { signal: context.signal });
}

function aboutBase(error: unknown, plan: ImagePlan): unknown {
  if (!(error instanceof AppFailure)) return error;
  const { message, ...rest } = error.error;
  return new AppFailure({
    ...rest,
    message: `The base image of ${plan.label} (${plan.base}) cannot be had. ${message}`,
  });
}

/** Resolves to the id of the base with labels and authorities. */
async function prepareBase(
  engine: Engine,
  plan: ImagePlan,
  base: ImageInspect,
  version: string,
  signal: AbortSignal,
): Promise<string> {
  const bundle =
    plan.hostRootsPem && trustBundle(await readImageRoots(engine, base.Id, signal), plan.hostRootsPem);
  const lines = [
    `FROM ${base.Id}`,
    // Without the type's name: the first steps of the types are alike, and then share their layers.
    `LABEL ${ROLE_LABEL}=type`,
    ...(bundle
      ? ['ADD rootfs.tar /', `ENV ${TRUST_NAMES.map((name) => `${name}=${HOST_TRUST_PATH}`).join(' ')}`]
      : []),
    // A base of the app or the person may end with another user, but installing steps need root.
    'USER root',
  ];
  const rootfs = bundle
    ? await packTar([{ name: HOST_TRUST_PATH.slice(1), type: 'file', content: Buffer.from(bundle) }])
    : undefined;
  const context = await packTar([
    { name: 'Dockerfile', type: 'file', content: Buffer.from(`${lines.join('\n')}\n`) },
    ...(rootfs ? [{ name: 'rootfs.tar', type: 'file', content: rootfs } as const] : []),
  ]);
  return await engine.buildImage(context, { labels: { [VERSION_LABEL]: version }, signal });
}

function contextTar({ files }: ImagePlan): Promise<Uint8Array> {
  const folders = new Set(files.flatMap(({ name }) => parentsOf(name)));
  return packTar([
    ...[...folders].sort().map((name): TarEntry => ({ name: `${name}/`, type: 'directory' })),
    ...files.map(
      ({ name, content, executable }): TarEntry => ({
        name,
        type: 'file',
        content,
        mode: executable ? 0o755 : 0o644,
      }),
    ),
  ]);
}
