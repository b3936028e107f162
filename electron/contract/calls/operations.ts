import { z } from 'zod';
import { operationSchema } from '../operation.ts';
import { nothing, operationId } from './inputs.ts';

export const operationsCalls = {
  'operation.list': { input: nothing, output: z.array(operationSchema) },
  'operation.cancel': { input: operationId, output: nothing },
  /** Forgets a finished operation. */
  'operation.dismiss': { input: operationId, output: nothing },
} as const;

export const operationsEvents = {
  'operation.changed': operationSchema,
  'operation.dismissed': operationId,
} as const;
