import { z } from 'zod';
import { environmentNameSchema } from './agent-spec.ts';
import { oauthEndpointSchema, secretPlaceSchema, tokenShapeSchema } from './egress.ts';
import { hostPatternSchema } from './egress-rule.ts';
import { homePathSchema } from './home-file.ts';
import { templateSchema } from './json-template.ts';
import { signInPlanSchema } from './sign-in.ts';

/** A file below the agent's home in which a program reads its account. */
const accountFileSchema = z.strictObject({
  path: homePathSchema,
  /** The fields of an account are named in braces: see `accountFields`. */
  content: templateSchema,
});

/**
 * An authorisation server (RFC 6749) and the programs that sign in there, as data. It says which tokens the gateway
 * fills in where, which requests renew them, and what agents get in the place of tokens.
 */
export const oauthProviderSchema = z.strictObject({
  /** Where the access token may stand, and the hosts that get it. */
  hosts: z.array(hostPatternSchema).min(1).max(60),
  places: z.array(secretPlaceSchema).min(1).max(16),
  /** Where a renewal (`grant_type=refresh_token`) is sent. */
  tokenEndpoints: z.array(oauthEndpointSchema).max(8).default([]),
  /** The identity of the program. The secret of a program that everybody can download is no secret (RFC 6749, 2.1). */
  clientId: z.string().max(300).default(''),
  clientSecret: z.string().max(300).optional(),
  /** What agents get in the place of each token. */
  access: tokenShapeSchema,
  refresh: tokenShapeSchema.default({ kind: 'text', prefix: '' }),
  id: tokenShapeSchema.default({ kind: 'text', prefix: '' }),
  /** Written into the agent's home when the account has every token that the file names. */
  files: z.array(accountFileSchema).max(4).default([]),
  /** Holds the access token's placeholder when no file does. */
  variable: environmentNameSchema.optional(),
  /** Variables without secrets by which the program chooses this way to sign in. */
  environment: z.record(environmentNameSchema, z.string().max(200)).default({}),
  /** How a person signs in with one of those programs. */
  signIn: signInPlanSchema.optional(),
});
export type OAuthProvider = z.output<typeof oauthProviderSchema>;
export type OAuthProviderInput = z.input<typeof oauthProviderSchema>;

/** Facts about an account that programs show or decide by, such as the plan. Never a token. */
export const accountFactsSchema = z.record(
  z.string().max(40),
  z.union([z.string().max(500), z.number(), z.array(z.string().max(200)).max(40)]),
);
export type AccountFacts = z.infer<typeof accountFactsSchema>;

/** The public part of an account: what agents need besides placeholders. */
export const accountSchema = z.object({
  facts: accountFactsSchema,
  hasRefresh: z.boolean(),
  hasId: z.boolean(),
  expiresAt: z.number().int().nonnegative().optional(),
});
export type Account = z.infer<typeof accountSchema>;
