import type { Agent } from '../../contract/agent.ts';
import { typeOfReference } from '../agent-types/image-plan.ts';
import type { Engine } from '../docker/engine.ts';
import { parseImageReference } from '../docker/image-reference.ts';
import type { Operations } from '../operations/operations.ts';
import type { StepContext } from '../operations/run-steps.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import { findUpdate } from './image-update.ts';
import { listImages } from './list-images.ts';
import { inspectIfPresent } from './present.ts';
import type { ImageProvider } from './provide-image.ts';
import { pull } from './pull.ts';
import { removeOwnImage } from './remove-image.ts';

type ImageHandlers = Pick<
  CallHandlers,
  'image.list' | 'image.check-update' | 'image.build' | 'image.prepare' | 'image.pull' | 'image.remove'
>;

export function imageHandlers(deps: {
  engine: () => Engine;
  agents: () => readonly Agent[];
  images: ImageProvider;
  operations: Operations;
}): ImageHandlers {
  const { engine, agents, images, operations } = deps;
  const labelOf = async (typeId: string) => (await images.types.plan(typeId))?.label ?? typeId;
  return {
    'image.list': async (_input, signal) => {
      const [images, containers] = await Promise.all([
        engine().listImages({}, { signal }),
        engine().listContainers({}, { signal }),
      ]);
      return listImages(images, containers, agents());
    },
    'image.check-update': async ({ id }, signal) => await findUpdate(engine(), images.types, id, signal),
    'image.build': async ({ typeId, fresh }) => ({
      operationId: operations.start({
        kind: 'build',
        title: `Build the image of ${await labelOf(typeId)}`,
        steps: [
          {
            id: 'build',
            label: 'Build the image',
            run: (context) => images.build(typeId, context, { fresh }),
          },
        ],
      }).id,
    }),
    'image.prepare': async ({ reference }, signal) => {
      parseImageReference(reference);
      if (await inspectIfPresent(engine(), reference, signal)) return { operationId: null };
      const typeId = typeOfReference(reference);
      const step = {
        id: 'prepare-image',
        label: typeId === undefined ? 'Pull the image' : 'Build the image',
        run: (context: StepContext) => images.provide(reference, context, { background: true }),
      };
      const title = `Prepare the image ${typeId === undefined ? reference : `of ${await labelOf(typeId)}`}`;
      return { operationId: operations.start({ kind: 'prepare-image', title, steps: [step] }).id };
    },
    'image.pull': ({ reference }) => {
      parseImageReference(reference);
      const title = `Pull ${reference}`;
      const run = (context: Parameters<typeof pull>[2]) => pull(engine(), reference, context);
      const steps = [{ id: 'pull', label: 'Pull the image', run }];
      return { operationId: operations.start({ kind: 'pull', title, steps }).id };
    },
    'image.remove': async ({ id }, signal) => {
      await removeOwnImage(engine(), agents(), id, signal);
      return {};
    },
  };
}
