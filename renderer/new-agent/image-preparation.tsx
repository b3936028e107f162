import type { Operation } from '../../electron/contract/operation.ts';
import { OperationSteps } from '../operations/operation-steps.tsx';

/** The image of the chosen type, while it is made in advance. */
export function ImagePreparation({ operation }: { operation: Operation }) {
  // Their output is shown when an agent waits for the image.
  return <OperationSteps steps={operation.steps.map(({ output: _, ...step }) => step)} />;
}
