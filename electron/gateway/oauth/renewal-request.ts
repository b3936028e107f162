import type { Renewal } from '../../contract/egress.ts';
import { type HeaderList, valuesOf } from '../headers.ts';
import type { RequestHead } from '../request-head.ts';

export type BodyFormat = 'json' | 'form';

/** The accounts that a request to this host and path may renew. */
export function renewalsAt(
  renewals: readonly Renewal[],
  { method, authority, path }: Pick<RequestHead, 'method' | 'authority' | 'path'>,
): readonly Renewal[] {
  if (method !== 'POST') return [];
  return renewals.filter(({ endpoints }) =>
    endpoints.some((endpoint) => endpoint.host === authority.host && endpoint.path === path.path),
  );
}

/** The account whose refresh token's placeholder the body holds in its `refresh_token`; undefined for any other request. */
export function renewalAsked(
  renewals: readonly Renewal[],
  body: string,
  headers: HeaderList,
): { readonly renewal: Renewal; readonly format: BodyFormat } | undefined {
  const format = formatOf(headers);
  const fields = format === 'json' ? jsonFields(body) : new URLSearchParams(body);
  const token = fields?.get('refresh_token');
  if (fields?.get('grant_type') !== 'refresh_token') return undefined;
  const renewal = renewals.find(({ placeholders }) => placeholders.refresh === token);
  return renewal && { renewal, format };
}

/**
 * The body of the gateway's own request. It takes nothing from the agent but the format: an agent could ask for fewer
 * scopes, and all agents with the account would get such a token.
 */
export function renewalBody(
  { clientId, clientSecret }: Renewal,
  refreshToken: string,
  format: BodyFormat,
): Buffer {
  const fields = {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...(clientId === '' ? {} : { client_id: clientId }),
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
  };
  return Buffer.from(format === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString());
}

function formatOf(headers: HeaderList): BodyFormat {
  return valuesOf(headers, 'content-type').some((type) => /^application\/json\b/i.test(type.trim()))
    ? 'json'
    : 'form';
}

function jsonFields(body: string): { get(name: string): unknown } | undefined {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== 'object' || json === null) return undefined;
    const fields = json as Record<string, unknown>;
    return { get: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined) };
  } catch {
    return undefined;
  }
}
