import { type FieldValue, readTemplate } from './json-template.ts';
import { claimsOf } from './jwt.ts';
import type { Account, AccountFacts, OAuthProvider } from './oauth.ts';
import { type TokenSet, tokenSetSchema } from './token-set.ts';

export interface ReadAccount {
  readonly tokens: TokenSet;
  readonly account: Account;
}

/** The fields of a file that are not facts about the account. */
const NOT_FACTS: ReadonlySet<string> = new Set([
  'access',
  'refresh',
  'id',
  'expiresMs',
  'expiresSeconds',
  'nowIso',
]);

/**
 * The account in a text: the file of one of the provider's programs, tokens as the keychain holds them, or an access
 * token alone. Undefined when there is none. Messages about it must never repeat the text.
 */
export function readAccount(text: string, provider: OAuthProvider): ReadAccount | undefined {
  const trimmed = text.trim();
  const json = parse(trimmed);
  if (json === undefined)
    return /\s/.test(trimmed) ? undefined : accountOf({ access: trimmed }, {}, provider);
  const kept = tokenSetSchema.safeParse(json);
  if (kept.success) return accountOf(kept.data, {}, provider);
  for (const { content } of provider.files) {
    const fields = readTemplate(content, json);
    if (typeof fields.access !== 'string') continue;
    const { access, refresh, id, expiresMs } = fields;
    const expiresAt = typeof expiresMs === 'number' && expiresMs > 0 ? Math.round(expiresMs) : undefined;
    return accountOf({ access, refresh, id, expiresAt }, factsIn(fields), provider);
  }
  return undefined;
}

function accountOf(
  parts: { access: unknown; refresh?: unknown; id?: unknown; expiresAt?: number | undefined },
  facts: Record<string, FieldValue>,
  provider: OAuthProvider,
): ReadAccount | undefined {
  const claims = claimsOfBoth(provider, parts);
  const { expiresSeconds } = claims;
  const parsed = tokenSetSchema.safeParse({
    ...parts,
    expiresAt: parts.expiresAt ?? (typeof expiresSeconds === 'number' ? expiresSeconds * 1000 : undefined),
  });
  return parsed.success
    ? { tokens: parsed.data, account: describe(parsed.data, { ...facts, ...factsIn(claims) }) }
    : undefined;
}

/** The public part of an account with these tokens, with the facts that it had and those that new tokens hold. */
export function accountWith(
  tokens: TokenSet,
  before: AccountFacts | undefined,
  provider: OAuthProvider,
): Account {
  return describe(tokens, { ...before, ...factsIn(claimsOfBoth(provider, tokens)) });
}

function describe({ refresh, id, expiresAt }: TokenSet, facts: Record<string, FieldValue>): Account {
  return {
    facts: facts as AccountFacts,
    hasRefresh: refresh !== undefined,
    hasId: id !== undefined,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function claimsOfBoth(
  provider: OAuthProvider,
  { access, id }: { access: unknown; id?: unknown },
): Record<string, FieldValue> {
  return { ...claimsIn(provider, 'id', id), ...claimsIn(provider, 'access', access) };
}

function claimsIn(
  provider: OAuthProvider,
  part: 'id' | 'access',
  token: unknown,
): Record<string, FieldValue> {
  const shape = provider[part];
  if (shape.kind !== 'jwt' || typeof token !== 'string') return {};
  return readTemplate(shape.claims, claimsOf(token));
}

function factsIn(fields: Record<string, FieldValue>): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !NOT_FACTS.has(name)));
}

function parse(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
