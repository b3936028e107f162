import { z } from 'zod';
import { parseHostPattern } from './host-pattern.ts';

/** A host pattern in canonical form (see host-pattern.ts). */
export const hostPatternSchema = z
  .string()
  .max(300)
  .transform((text, context) => {
    const result = parseHostPattern(text);
    if (result.ok) return result.canonical;
    context.addIssue({ code: 'custom', message: result.message });
    return z.NEVER;
  });

export const portSchema = z
  .int('A port is a whole number.')
  .min(1, 'A port is at least 1.')
  .max(65_535, 'A port is at most 65535.');

/**
 * The fields of a rule, in an agent, a set or a policy.
 * - `ports`: an allow without ports means 80 and 443; a deny without ports means every port.
 * - `methods`, `paths` (prefixes at a `/` boundary): need the request to be read, so the host's TLS is intercepted.
 * - `anyProtocol`: tunnels to this host may carry something else than TLS with a readable name.
 * - `opaque`: an allow whose host is never intercepted: no credential is filled in there, methods and paths of other rules
 *   do not count, and the host that a request inside names is not checked. Without effect beside methods and paths.
 */
export const ruleParts = {
  effect: z.enum(['allow', 'deny']),
  host: hostPatternSchema,
  ports: z.array(portSchema).min(1, 'Name a port, or leave the ports out.').max(64).optional(),
  methods: z
    .array(z.string().regex(/^[A-Z]{1,20}$/, 'A method is written in capitals, such as GET.'))
    .min(1, 'Name a method, or leave the methods out.')
    .max(20)
    .optional(),
  paths: z
    .array(
      z
        .string()
        .max(1000)
        .regex(/^\/[\x21-\x7e]*$/, 'A path starts with "/" and has no blanks.'),
    )
    .min(1, 'Name a path, or leave the paths out.')
    .max(64)
    .optional(),
  anyProtocol: z.boolean().optional(),
  opaque: z.boolean().optional(),
};

const writtenParts = {
  ...ruleParts,
  effect: ruleParts.effect.default('allow'),
  /** Why, in the person's words. */
  note: z.string().max(200, 'A note has at most 200 characters.').optional(),
};

/** A rule as a person writes it, in an agent or in a set. */
export const writtenRuleSchema = z.object(writtenParts);
export type WrittenRule = z.infer<typeof writtenRuleSchema>;

/** A rule of one agent. */
export const agentRuleSchema = z.object({
  ...writtenParts,
  /** When a person gave the rule as the answer to a blocked request (epoch ms); absent for a rule that a person wrote. */
  answeredAt: z.number().int().nonnegative().optional(),
});
export type AgentRule = z.infer<typeof agentRuleSchema>;

/** A rule of one agent that expires. */
export const temporaryRuleSchema = agentRuleSchema.extend({
  /** Epoch ms; null: until the agent stops. */
  expiresAt: z.number().int().nonnegative().nullable(),
  /** For a rule without `expiresAt`: the start of the agent's run that the rule is for. The engine host sets it. */
  run: z.number().optional(),
});
export type TemporaryRule = z.infer<typeof temporaryRuleSchema>;

/** The address of the engine's machine as the gateway sees it, found out when the rule is applied. */
export const ENGINE_HOST = 'engine-host';

/**
 * A service outside the internet (a model server on the host or LAN) which an agent may reach through the gateway,
 * under a name of the person's choice. It must listen on an address that the gateway can reach: not on loopback alone.
 */
export const hostServiceSchema = z.object({
  /** The name of the service in the window and the audit. */
  name: z.string().trim().min(1, 'Give the service a name.').max(60, 'A name has at most 60 characters.'),
  /** The host name that the agent uses, such as `models.internal`. */
  host: hostPatternSchema.refine((host) => !host.includes('*'), 'A host service has one exact host name.'),
  address: z.union([z.ipv4(), z.ipv6(), z.literal(ENGINE_HOST)], 'That is no IP address.'),
  port: portSchema,
});
export type HostService = z.infer<typeof hostServiceSchema>;
