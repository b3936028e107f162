import { z } from 'zod';
import { agentEgressSchema } from './agent-spec.ts';
import { egressModeSchema } from './egress-mode.ts';
import { agentRuleSchema, hostServiceSchema, portSchema, temporaryRuleSchema } from './egress-rule.ts';
import { egressSetIdSchema } from './egress-sets.ts';
import { mcpGrantSchema } from './mcp-grant.ts';

const { allowedDomains, rules, services, holdMs } = agentEgressSchema.shape;
const domainsSchema = allowedDomains.unwrap();
const setIdsSchema = z.array(egressSetIdSchema).max(40, 'At most 40 sets.');
/** Id of one of the agent's own rules, as `egress.rules` returns it. */
const ruleIdSchema = z.string().min(1).max(200);
const target = { host: z.string().min(1).max(300), port: portSchema };

/** A rule to be added; without `expiresAt` it stays. */
const newRuleSchema = agentRuleSchema.extend({ expiresAt: temporaryRuleSchema.shape.expiresAt.optional() });
export type NewRule = z.infer<typeof newRuleSchema>;

/** The lists that a file of an agent's egress replaces. */
export const egressListsSchema = z.object({
  mode: egressModeSchema,
  allowedDomains: domainsSchema,
  rules: rules.unwrap(),
  sets: setIdsSchema,
  services: services.unwrap(),
});
export type EgressLists = z.infer<typeof egressListsSchema>;

/**
 * A change that a person requests in an agent's egress. The engine host applies each request to the egress then in
 * force, so that two windows never undo each other's changes. Requests name rules by id, never by position.
 */
export const egressIntentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('set-mode'), mode: egressModeSchema }),
  z.object({ type: z.literal('change-domains'), add: domainsSchema, remove: domainsSchema }),
  z.object({ type: z.literal('change-sets'), add: setIdsSchema, remove: setIdsSchema }),
  /** Grants the app's MCP server with this budget, which a person has to agree to; null revokes it. */
  z.object({ type: z.literal('set-mcp'), grant: mcpGrantSchema.nullable() }),
  z.object({ type: z.literal('set-hold'), holdMs: holdMs.unwrap() }),
  /** A new rule replaces an existing equal rule. */
  z.object({ type: z.literal('add-rules'), rules: z.array(newRuleSchema).min(1).max(500) }),
  /** Ids of rules already removed are no error. Also removes domains of the allowlist and host services. */
  z.object({ type: z.literal('remove-rules'), ruleIds: z.array(ruleIdSchema).min(1).max(1_000) }),
  /** Fails with `conflict` when that rule no longer exists. */
  z.object({ type: z.literal('replace-rule'), ruleId: ruleIdSchema, rule: newRuleSchema }),
  z.object({ type: z.literal('add-service'), service: hostServiceSchema }),
  /** The answers to a blocked request; `once` is for ten minutes. */
  z.object({ type: z.literal('allow-host'), ...target, lasts: z.enum(['once', 'always']) }),
  z.object({ type: z.literal('deny-host'), ...target }),
  /** Passes the host unread from now on: an allow rule with `opaque`. Remove that rule to intercept it again. */
  z.object({ type: z.literal('pass-unread'), ...target }),
  z.object({ type: z.literal('start-learning') }),
  /** Restores the mode before learning, unless the mode was switched since. */
  z.object({ type: z.literal('stop-learning') }),
  /** Ends learning. The lists then hold these entries and the entries added after the person's review (`basedOn`). */
  z.object({
    type: z.literal('lock'),
    domains: domainsSchema,
    sets: setIdsSchema,
    basedOn: z.object({ domains: domainsSchema, sets: setIdsSchema }),
  }),
  /** Replaces all lists by those of a file. Fails with `conflict` when the egress differs from `basedOn`, as reviewed. */
  z.object({ type: z.literal('replace'), egress: egressListsSchema, basedOn: egressListsSchema }),
]);
export type EgressIntent = z.infer<typeof egressIntentSchema>;
