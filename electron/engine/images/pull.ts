import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import type { StepContext } from '../operations/run-steps.ts';
import { inspectIfPresent } from './present.ts';
import { PullProgress } from './pull-progress.ts';

/** Pulls the image unless the engine has it. */
export async function pullIfMissing(engine: Engine, reference: string, context: StepContext): Promise<void> {
  if (await inspectIfPresent(engine, reference, context.signal)) return context.skip();
  await pull(engine, reference, context);
}

/** Pulls the image, or its newer version, and reports bytes over all layers. The signal aborts the download. */
export async function pull(engine: Engine, reference: string, context: StepContext): Promise<void> {
  refuseOwnName(reference);
  const progress = new PullProgress();
  await engine.pullImage(reference, {
    signal: context.signal,
    onProgress: (line) => {
      const { doneBytes, totalBytes, layers, layersDone } = progress.add(line);
      if (totalBytes === 0) return;
      context.detail(`${layersDone} of ${layers} layers`);
      context.progress({ unit: 'bytes', done: doneBytes, total: totalBytes });
    },
  });
}

/**
 * Refuses names of the app's own images, which are built here: a registry could serve a foreign image under such a
 * name.
 */
function refuseOwnName(reference: string): void {
  if (!reference.startsWith('bulkhead/')) return;
  throw new AppFailure({
    type: 'image-not-found',
    message: `“${reference}” was made by Bulkhead on an engine, and this one does not have it any more.`,
    actions: [{ kind: 'choose-image', label: 'Choose another image' }],
  });
}
