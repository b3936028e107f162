import { z } from 'zod';
import { egressModeSchema } from './egress-mode.ts';
import { hostPatternSchema, portSchema, ruleParts } from './egress-rule.ts';
import { templateSchema } from './json-template.ts';
import { APP_SERVICE } from './mcp-grant.ts';

const idSchema = z.string().min(1).max(200);

/** The source of a rule, so that a person can see why something is allowed. */
export const ruleOriginSchema = z.object({
  kind: z.enum(['agent', 'set', 'agent-type', 'answer', 'host-service', 'credential']),
  /** The set's, agent type's, service's or credential's name; the agent's own rules need none. */
  name: z.string().max(200).optional(),
});
export type RuleOrigin = z.infer<typeof ruleOriginSchema>;

/**
 * One allow or deny (see `ruleParts`). Deny beats allow, whatever the order.
 * - `expiresAt`: epoch milliseconds by the clock of the policy's sender.
 * - `service`: a named private address (a model server on the host or LAN) which the gateway dials for this host, or the
 *   app itself.
 */
export const egressRuleSchema = z
  .object({
    id: idSchema,
    ...ruleParts,
    expiresAt: z.number().int().nonnegative().optional(),
    service: z.object({ address: z.union([z.ipv4(), z.ipv6(), z.literal(APP_SERVICE)]) }).optional(),
    origin: ruleOriginSchema.default({ kind: 'agent' }),
  })
  .refine((rule) => rule.service === undefined || (rule.effect === 'allow' && !rule.host.includes('*')), {
    message: 'A host service is an allow rule for one exact host.',
  });
export type EgressRule = z.infer<typeof egressRuleSchema>;
export type EgressRuleInput = z.input<typeof egressRuleSchema>;

const headerNameSchema = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'That is no header name.');

/**
 * Where the placeholder of a secret may stand in a request.
 * - `header`: anywhere in that header. With `format` (such as `Bearer {secret}`) the header is set even when the
 *   agent sent none.
 * - `query`: the value of that query parameter. With `header` the service also accepts the secret in that header: the
 *   gateway sets the header and removes the parameter.
 * - `basic`: the password (or user name) of basic authentication, as git over HTTPS sends it.
 * - `sigv4`: an AWS signature made with the placeholder as access key id; the gateway signs again. The secret is
 *   `ACCESS_KEY_ID:SECRET_ACCESS_KEY` or `ACCESS_KEY_ID:SECRET_ACCESS_KEY:SESSION_TOKEN`.
 */
export const secretPlaceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('header'),
    name: headerNameSchema,
    format: z.string().max(200).includes('{secret}').optional(),
  }),
  z.object({
    kind: z.literal('query'),
    name: z.string().min(1).max(100),
    header: headerNameSchema.optional(),
  }),
  z.object({ kind: z.literal('basic') }),
  z.object({ kind: z.literal('sigv4') }),
]);
export type SecretPlace = z.infer<typeof secretPlaceSchema>;

/** A secret bound to hosts: outside them the agent's placeholder stays a placeholder. Never holds the value. */
export const secretBindingSchema = z.object({
  secretId: idSchema,
  /** The audit's name for the secret. */
  name: z.string().min(1).max(200),
  /** The text that the agent has instead. Long enough that it cannot occur by chance. */
  placeholder: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,200}$/, 'A placeholder has 16 to 200 letters, digits, - or _.'),
  hosts: z.array(hostPatternSchema).min(1).max(64),
  /** The ports of its hosts that the agent may reach; 443 unless given. */
  ports: z.array(portSchema).min(1).max(8).optional(),
  /** None: the secret is never filled in, only hidden in answers. */
  places: z.array(secretPlaceSchema).max(16),
  /** The agent has the placeholder as the signature of a token with other parts before it (RFC 7519). */
  isJwt: z.boolean().optional(),
});
export type SecretBinding = z.infer<typeof secretBindingSchema>;

/**
 * What agents get in the place of a token: a text with the prefix of real ones, or a token in the form of RFC 7519
 * whose claims a program reads.
 */
export const tokenShapeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), prefix: z.string().regex(/^[A-Za-z0-9_-]{0,40}$/) }),
  z.object({ kind: z.literal('jwt'), claims: templateSchema }),
]);
export type TokenShape = z.output<typeof tokenShapeSchema>;

/** An exact host and path. */
export const oauthEndpointSchema = z.object({
  host: hostPatternSchema.refine((host) => !host.includes('*'), 'An exact host.'),
  path: z.string().max(300).startsWith('/'),
});

/** How the gateway renews the tokens of an account (RFC 6749 section 6) when an agent asks for it with a placeholder. */
export const renewalSchema = z.object({
  secretId: idSchema,
  name: secretBindingSchema.shape.name,
  endpoints: z.array(oauthEndpointSchema).min(1).max(8),
  clientId: z.string().max(300),
  clientSecret: z.string().max(300).optional(),
  /** The placeholder of each token: a text, or the marker with which a token in the form of RFC 7519 ends. */
  placeholders: z.object({
    access: secretBindingSchema.shape.placeholder,
    refresh: secretBindingSchema.shape.placeholder,
    id: secretBindingSchema.shape.placeholder,
  }),
  accessShape: tokenShapeSchema,
  idShape: tokenShapeSchema,
});
export type Renewal = z.output<typeof renewalSchema>;

/** More than all lists of an agent (`agentEgressSchema`) and its credentials can make together. */
export const MAXIMUM_POLICY_RULES = 6_000;

/** The whole policy of one agent. It is applied whole or not at all. */
export const agentPolicySchema = z
  .object({
    agentId: idSchema,
    /** The gateway's own address on that agent's network, which identifies the agent. */
    localAddress: z.ipv4(),
    mode: egressModeSchema,
    rules: z.array(egressRuleSchema).max(MAXIMUM_POLICY_RULES),
    /** How long a request without a rule waits for a person's answer; 0 refuses at once. */
    holdMs: z.number().int().min(0).max(30_000).default(0),
    secrets: z.array(secretBindingSchema).max(200).default([]),
    renewals: z.array(renewalSchema).max(50).default([]),
  })
  .refine((policy) => new Set(policy.rules.map((rule) => rule.id)).size === policy.rules.length, {
    message: 'Two rules have the same id.',
  });
export type AgentPolicy = z.infer<typeof agentPolicySchema>;
export type AgentPolicyInput = z.input<typeof agentPolicySchema>;

/** Why a request was allowed or blocked. Stable words: they are kept in the audit. */
export const decisionReasonSchema = z.enum([
  // These reasons allow a request.
  'rule',
  'full-mode',
  'answered',
  // The policy blocks the request for these reasons.
  'mode-off',
  'denied-by-rule',
  'no-rule',
  'port-not-allowed',
  'method-not-allowed',
  'path-not-allowed',
  // These reasons block a request under every policy.
  'invalid-host',
  'ip-literal',
  'forbidden-address',
  'not-tls',
  'no-sni',
  'sni-mismatch',
  'encrypted-sni',
  'host-mismatch',
  'malformed-request',
  'head-too-large',
  'method-override',
  'secret-unavailable',
  'interception-unavailable',
  'too-many-connections',
  'dns',
]);
export type DecisionReason = z.infer<typeof decisionReasonSchema>;

/** The longest head of a request and of an answer that the gateway carries. */
export const REQUEST_HEAD_LIMIT_BYTES = 32 * 1024;
export const ANSWER_HEAD_LIMIT_BYTES = 96 * 1024;

/** The error of a request that was allowed. */
export const flowErrorSchema = z.enum([
  'dns-failed',
  'unreachable',
  'timeout',
  // What is wrong with the certificate of a server, or with its TLS.
  'certificate-refused',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-wrong-name',
  'certificate-self-signed',
  'certificate-unknown-authority',
  'server-wants-certificate',
  'server-tls-failed',
  'reset',
  'closed-by-policy',
  'over-limit',
  'unreadable-answer',
  // Why the proxy before the internet did not carry it.
  'proxy-unreachable',
  'proxy-login',
  'proxy-refused',
  'proxy-failed',
  // What is wrong with the answer of a server.
  'answer-head-too-large',
  'answer-not-http',
  'answer-line-end',
  'answer-header-name',
  'answer-header-value',
  'answer-length',
  'answer-malformed',
  // The program speaks HTTP/2 alone, and the server does not.
  'server-without-http2',
  // Why a program's TLS inside an intercepted tunnel came to nothing.
  'client-distrusts',
  // The program speaks none of the protocols that the gateway reads; until HTTP/2 was read, HTTP/2 alone.
  'client-needs-http2',
  'client-needs-old-tls',
  'client-left',
  'handshake-failed',
]);
export type FlowError = z.infer<typeof flowErrorSchema>;

/** One line of the audit. No query string and no secret value is ever in it. */
export const decisionSchema = z.object({
  /** Counts up by one for each record of one gateway instance. */
  seq: z.number().int().nonnegative(),
  /** Joins the record of a flow that is still open with its final one. */
  flowId: z.string(),
  /** False while the flow is open: bytes and duration are then those so far. */
  final: z.boolean(),
  /** Epoch milliseconds by the gateway's clock, when the request came. */
  time: z.number(),
  agentId: z.string(),
  kind: z.enum(['http', 'tunnel', 'websocket', 'dns']),
  method: z.string().optional(),
  host: z.string(),
  port: z.number().int(),
  path: z.string().optional(),
  /** The agent's port of a blocked request's connection. It identifies the program while that still runs. */
  sourcePort: z.number().int().optional(),
  verdict: z.enum(['allowed', 'blocked']),
  reason: decisionReasonSchema,
  ruleId: z.string().optional(),
  status: z.number().int().optional(),
  error: flowErrorSchema.optional(),
  bytesUp: z.number().nonnegative(),
  bytesDown: z.number().nonnegative(),
  durationMs: z.number().nonnegative(),
  /** The names of the secrets used. */
  secretNames: z.array(z.string()).optional(),
  /** Their ids, in the same order: a name may be given to another secret later. */
  secretIds: z.array(z.string()).optional(),
  /** The names of secrets whose placeholder was where the gateway does not fill it in, so that the server received it. */
  unfilledSecretNames: z.array(z.string()).optional(),
  /** How many equal requests this record counts (name look-ups are counted, not listed). */
  count: z.number().int().positive().optional(),
});
export type Decision = z.infer<typeof decisionSchema>;
