import { z } from 'zod';
import { agentLifeSchema } from '../agent-life.ts';
import { agentNameSchema } from '../agent-spec.ts';
import { agentId, nothing } from './inputs.ts';

export const lifecycleCalls = {
  'agent.start': { input: agentId, output: nothing },
  'agent.stop': { input: agentId, output: nothing },
  'agent.restart': { input: agentId, output: nothing },
  'agent.pause': { input: agentId, output: nothing },
  'agent.resume': { input: agentId, output: nothing },
  'agent.rename': { input: z.object({ agentId: z.string(), name: agentNameSchema }), output: nothing },
  /** The life of each agent, by agent id. */
  'life.list': { input: nothing, output: z.record(z.string(), agentLifeSchema) },
  'life.set': { input: z.object({ agentId: z.string(), life: agentLifeSchema }), output: nothing },
} as const;

export const lifecycleEvents = {
  /** The life of some agents changed: list again. */
  'life.changed': nothing,
} as const;
