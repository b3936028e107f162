import { z } from 'zod';
import { agentAsksSchema } from '../asks.ts';
import { egressIntentSchema } from '../egress-intent.ts';
import { effectiveRulesSchema, egressStateSchema } from '../isolation.ts';
import { lessonSchema } from '../learn.ts';
import { reachabilitySchema, shownProxiesSchema } from '../reachability.ts';
import { agentId, nothing } from './inputs.ts';

export const egressCalls = {
  /** The states of all agents, by agent id. */
  'egress.list': { input: nothing, output: z.record(z.string(), egressStateSchema) },
  'egress.state': { input: agentId, output: egressStateSchema },
  /** Applies all intents or, when one fails, none. `undo` holds the intents that revert the changes of the lists. */
  'egress.change': {
    input: z.object({ agentId: z.string(), intents: z.array(egressIntentSchema).min(1).max(20) }),
    output: z.object({ state: egressStateSchema, undo: z.array(egressIntentSchema) }),
  },
  'egress.rules': { input: agentId, output: effectiveRulesSchema },
  /**
   * The hosts that an agent needs, by its requests since it began to learn; fails with `conflict` when it does not
   * learn.
   */
  'egress.learned': { input: agentId, output: lessonSchema },
  /** Whether what agents may reach can be reached. */
  'egress.reachability': { input: nothing, output: reachabilitySchema },
  /** The proxies between the gateway and the internet. */
  'egress.proxies': { input: nothing, output: shownProxiesSchema },
  /** The open cards of every agent that has any. */
  'asks.list': { input: nothing, output: z.array(agentAsksSchema) },
  /**
   * Closes cards: allows or refuses the requests that wait behind them, and returns how many still waited. Rules do not
   * change; a lasting decision needs `egress.change`.
   */
  'asks.answer': {
    input: z.object({ agentId: z.string(), cardIds: z.array(z.string()).max(1_000), allow: z.boolean() }),
    output: z.object({ answered: z.number().int() }),
  },
  /**
   * Makes no further card for a blocked host, and refuses its requests at once instead of holding them; or makes cards
   * again. Every request stays on record.
   */
  'asks.mute': {
    input: z.object({
      agentId: z.string(),
      host: z.string().max(255),
      port: z.number().int().min(1).max(65_535),
      muted: z.boolean(),
    }),
    output: nothing,
  },
  /** Pulls the image and builds a gateway on it, without using the gateway: throws `AppError` with a `field`. */
  'gateway.check-base': { input: z.object({ image: z.string() }), output: nothing },
} as const;

export const egressEvents = {
  /** All cards of one agent, as they are now. */
  'asks.changed': agentAsksSchema,
  'egress.reachability-changed': reachabilitySchema,
  'egress.changed': z.object({ agentId: z.string(), state: egressStateSchema }),
} as const;
