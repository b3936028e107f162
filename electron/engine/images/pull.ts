import type { Engine } from '../docker/engine.ts';
import type { StepContext } from '../operations/run-steps.ts';
import { inspectIfPresent } from './present.ts';
import { PullProgress } from './pull-progress.ts';

/** Pulls the image unless the engine has it, and reports bytes over all layers. The signal ends the download. */
export async function pullIfMissing(engine: Engine, reference: string, context: StepContext): Promise<void> {
  if (await inspectIfPresent(engine, reference, context.signal)) return context.skip();
  const pull = new PullProgress();
  await engine.pullImage(reference, {
    signal: context.signal,
    onProgress: (line) => {
      const { doneBytes, totalBytes, layers, layersDone } = pull.add(line);
      if (totalBytes === 0) return;
      context.detail(`${layersDone} of ${layers} layers`);
      context.progress({ unit: 'bytes', done: doneBytes, total: totalBytes });
    },
  });
}
