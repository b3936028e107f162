import { agentTypeListSchema } from '../agent-type.ts';
import { nothing } from './inputs.ts';

export const agentTypesCalls = {
  /** All agent types, from the present content of their folders; a broken one has its problem. */
  'agent-type.list': { input: nothing, output: agentTypeListSchema },
} as const;

export const agentTypesEvents = {
  /** The settings of image builds have changed: list the types again. */
  'agent-types.changed': nothing,
} as const;
