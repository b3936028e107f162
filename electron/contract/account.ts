import type { Renewal, SecretBinding, TokenShape } from './egress.ts';
import type { HomeFile } from './home-file.ts';
import { type Fields, fillTemplate, type JsonTemplate, namesIn } from './json-template.ts';
import { placeholderJwt } from './jwt.ts';
import type { Account, OAuthProvider } from './oauth.ts';

/** The parts of an account besides its access token, which has the secret's own id. */
export const REFRESH_PART = 'refresh';
export const ID_PART = 'id';

/** The id under which a gateway keeps a part of an account. */
export const tokenPart = (secretId: string, part: typeof REFRESH_PART | typeof ID_PART): string =>
  `${secretId}.${part}`;

/** Whether a gateway's id is that of a part; ids of secrets have no dot. */
export const isTokenPart = (id: string): boolean => id.includes('.');

interface Described {
  readonly id: string;
  readonly name: string;
}

const text = (shape: TokenShape, kind: string, id: string): string =>
  `${shape.kind === 'text' ? shape.prefix : ''}bulkhead${kind}${id}`;

/** The placeholders of an account's tokens, of which none is a part of another. Those of a JWT are its signature. */
export function placeholdersOf(
  { id }: Pick<Described, 'id'>,
  provider: OAuthProvider,
): Renewal['placeholders'] {
  return {
    access: text(provider.access, '', id),
    refresh: text(provider.refresh, 'refresh', id),
    id: text(provider.id, 'identity', id),
  };
}

/** The bindings of an account's tokens, of which only the access token is filled in. All are hidden in answers. */
export function accountBindings(secret: Described, provider: OAuthProvider): SecretBinding[] {
  const placeholders = placeholdersOf(secret, provider);
  const hosts = [...new Set([...provider.hosts, ...provider.tokenEndpoints.map(({ host }) => host)])];
  const hidden = { name: secret.name, hosts, places: [] };
  return [
    {
      ...hidden,
      secretId: secret.id,
      placeholder: placeholders.access,
      places: [...provider.places],
      ...(provider.access.kind === 'jwt' ? { isJwt: true } : {}),
    },
    { ...hidden, secretId: tokenPart(secret.id, REFRESH_PART), placeholder: placeholders.refresh },
    { ...hidden, secretId: tokenPart(secret.id, ID_PART), placeholder: placeholders.id },
  ];
}

/** How the gateway renews the account; undefined for a provider whose tokens are not renewed. */
export function renewalOf(secret: Described, provider: OAuthProvider): Renewal | undefined {
  const { tokenEndpoints, clientId, clientSecret, access, id } = provider;
  if (tokenEndpoints.length === 0) return undefined;
  return {
    secretId: secret.id,
    name: secret.name,
    endpoints: [...tokenEndpoints],
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    placeholders: placeholdersOf(secret, provider),
    accessShape: access,
    idShape: id,
  };
}

/**
 * The fields that files of a provider may name: `access`, `refresh` and `id` (placeholders, absent without such a
 * token), `expiresMs`, `expiresSeconds`, `nowIso`, and the account's facts.
 */
export function accountFields(
  secret: Described,
  provider: OAuthProvider,
  account: Account,
  nowMs: number,
): Fields {
  const placeholders = placeholdersOf(secret, provider);
  const claims = { ...account.facts, ...expiry(account) };
  const shaped = (shape: TokenShape, placeholder: string) =>
    shape.kind === 'jwt' ? placeholderJwt(shape.claims, claims, placeholder) : placeholder;
  return {
    ...claims,
    nowIso: new Date(nowMs).toISOString(),
    access: shaped(provider.access, placeholders.access),
    refresh: account.hasRefresh ? shaped(provider.refresh, placeholders.refresh) : undefined,
    id: account.hasId ? shaped(provider.id, placeholders.id) : undefined,
  };
}

function expiry({ expiresAt }: Account): Fields {
  return expiresAt === undefined
    ? {}
    : { expiresMs: expiresAt, expiresSeconds: Math.floor(expiresAt / 1000) };
}

type TokenName = 'access' | typeof REFRESH_PART | typeof ID_PART;
const TOKEN_NAMES: readonly TokenName[] = ['access', REFRESH_PART, ID_PART];

/** Whether every token that a file names is there. */
function hasItsTokens(content: JsonTemplate, isThere: (name: TokenName) => boolean): boolean {
  const names = namesIn(content);
  return TOKEN_NAMES.every((name) => !names.includes(name) || isThere(name));
}

/** The files with placeholders of the provider's programs; none that names a token which the account lacks. */
export function accountFiles(
  secret: Described,
  provider: OAuthProvider,
  account: Account,
  nowMs: number,
): HomeFile[] {
  const fields = accountFields(secret, provider, account, nowMs);
  return provider.files
    .filter(({ content }) => hasItsTokens(content, (name) => fields[name] !== undefined))
    .map(({ path, content }) => ({
      path,
      text: `${JSON.stringify(fillTemplate(content, fields), null, 2)}\n`,
    }));
}

/** Whether one of the files holds the access token, so that no variable has to. */
export function hasTokenFile(
  provider: OAuthProvider,
  account: Pick<Account, 'hasRefresh' | 'hasId'>,
): boolean {
  const present = { access: true, refresh: account.hasRefresh, id: account.hasId };
  return provider.files.some(
    ({ content }) => namesIn(content).includes('access') && hasItsTokens(content, (name) => present[name]),
  );
}
