import type { Renewal, TokenShape } from '../../contract/egress.ts';
import { readTemplate } from '../../contract/json-template.ts';
import { claimsOf, placeholderJwt } from '../../contract/jwt.ts';
import { type TokenSet, tokenSetSchema } from '../../contract/token-set.ts';

/** The parts of a token endpoint's answer (RFC 6749 section 5.1) that are not tokens, for agents. */
export type OtherFields = Readonly<Record<string, unknown>>;

export interface Renewed {
  readonly tokens: TokenSet;
  readonly others: OtherFields;
}

/** The standard's fields whose names sound like secrets and are none. */
const HARMLESS: ReadonlySet<string> = new Set(['token_type', 'refresh_token_expires_in']);
/** Fields of a provider's own that may be tokens too are kept from agents. */
const SECRET_NAME = /token|secret|key|assertion|password|code$/i;

/**
 * The new tokens in an answer of the token endpoint. A server that sends no refresh token keeps the present one valid
 * (RFC 6749 section 6). Undefined when the answer holds no access token.
 */
export function readRenewal(text: string, present: TokenSet, wallMs: number): Renewed | undefined {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  const { access_token, refresh_token, id_token, expires_in } = json;
  const lifeMs = typeof expires_in === 'number' && expires_in > 0 ? expires_in * 1000 : undefined;
  const parsed = tokenSetSchema.safeParse({
    access: access_token,
    refresh: typeof refresh_token === 'string' ? refresh_token : present.refresh,
    id: typeof id_token === 'string' ? id_token : present.id,
    expiresAt: lifeMs === undefined ? expiryOf(access_token) : Math.round(wallMs + lifeMs),
  });
  if (!parsed.success) return undefined;
  const others = Object.entries(json).filter(([name]) => HARMLESS.has(name) || !SECRET_NAME.test(name));
  return { tokens: parsed.data, others: Object.fromEntries(others) };
}

/** The answer for an agent, with placeholders in the places of tokens, and what remains of the token's life. */
export function renewalAnswer(renewal: Renewal, { tokens, others }: Renewed, wallMs: number): string {
  const { placeholders, accessShape, idShape } = renewal;
  const { access, refresh, id, expiresAt } = tokens;
  return JSON.stringify({
    ...others,
    access_token: placeholderFor(accessShape, placeholders.access, access),
    ...(refresh === undefined ? {} : { refresh_token: placeholders.refresh }),
    ...(id === undefined ? {} : { id_token: placeholderFor(idShape, placeholders.id, id) }),
    ...('expires_in' in others && expiresAt !== undefined
      ? { expires_in: Math.max(0, Math.round((expiresAt - wallMs) / 1000)) }
      : {}),
  });
}

/** The placeholder in the shape of the token, with those claims of the token that programs read. */
function placeholderFor(shape: TokenShape, placeholder: string, token: string): string {
  if (shape.kind === 'text') return placeholder;
  return placeholderJwt(shape.claims, readTemplate(shape.claims, claimsOf(token)), placeholder);
}

/** The end of a token that says it itself (RFC 7519 section 4.1.4), in epoch milliseconds. */
export function expiryOf(token: unknown): number | undefined {
  const end = typeof token === 'string' ? claimsOf(token)?.exp : undefined;
  return typeof end === 'number' && end > 0 ? Math.round(end * 1000) : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
