import { agentTypeListSchema } from '../agent-type.ts';
import { nothing } from './inputs.ts';

export const agentTypesCalls = {
  /** All agent types, as their folders are now; a broken one with what is wrong with it. */
  'agent-type.list': { input: nothing, output: agentTypeListSchema },
} as const;

export const agentTypesEvents = {
  /** How images are built has changed: list the types again. */
  'agent-types.changed': nothing,
} as const;
