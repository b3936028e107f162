import type { SecretBinding, SecretPlace } from '../contract/egress.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { Secret } from '../lib/secret.ts';
import type { HeaderList } from './headers.ts';
import { withoutTokenParts } from './oauth/token-parts.ts';
import { percentDecoded } from './percent-decoded.ts';
import { placeholderForms } from './written-forms.ts';

/** The parts of a request that may carry a credential. */
export interface CredentialCarrier {
  readonly headers: HeaderList;
  readonly pathAndQuery: string;
}

export interface UsedSecret {
  readonly secretId: string;
  readonly name: string;
}

export type CredentialResult =
  | {
      readonly ok: true;
      readonly carrier: CredentialCarrier;
      readonly used: readonly UsedSecret[];
      /** The request is signed with a placeholder and must be signed again with these credentials. */
      readonly sign?: Secret;
    }
  /** The request needs a secret that is not in memory (revoked, or not yet sent by the app). */
  | { readonly ok: false; readonly missing: UsedSecret };

/**
 * Replaces placeholders with real credentials. Callers pass only the bindings of the request's own host: a placeholder
 * for another host stays unchanged.
 */
export function applyCredentials(
  bindings: readonly SecretBinding[],
  secretOf: (secretId: string) => Secret | undefined,
  carrier: CredentialCarrier,
): CredentialResult {
  let current = carrier;
  let sign: Secret | undefined;
  const used: UsedSecret[] = [];
  for (const binding of bindings) {
    const places = binding.places.filter((place) => isUsed(place, binding.placeholder, current));
    if (places.length === 0) continue;
    const reference = { secretId: binding.secretId, name: binding.name };
    const secret = secretOf(binding.secretId);
    if (secret === undefined) return { ok: false, missing: reference };
    used.push(reference);
    for (const place of places) {
      if (place.kind === 'sigv4') sign = secret;
      else current = fill(place, binding, secret.reveal(), current);
    }
  }
  return { ok: true, carrier: current, used, ...(sign === undefined ? {} : { sign }) };
}

const isHeader = (name: string, wanted: string): boolean => name.toLowerCase() === wanted.toLowerCase();

/** Whether the request needs the credential in this place: it holds the placeholder, or the place is always filled. */
function isUsed(place: SecretPlace, placeholder: string, carrier: CredentialCarrier): boolean {
  switch (place.kind) {
    case 'header': {
      const values = carrier.headers.filter(([name]) => isHeader(name, place.name)).map(([, value]) => value);
      return (
        values.some((value) => value.includes(placeholder)) ||
        (place.format !== undefined && values.length === 0)
      );
    }
    case 'query':
      return queryParts(carrier.pathAndQuery).some((part) => part === `${place.name}=${placeholder}`);
    case 'basic':
      return carrier.headers.some((header) => basicText(header)?.includes(placeholder) ?? false);
    case 'sigv4':
      return carrier.headers.some(
        ([name, value]) =>
          isHeader(name, 'authorization') &&
          value.startsWith('AWS4-HMAC-SHA256 ') &&
          value.includes(`Credential=${placeholder}/`),
      );
    default:
      return assertNever(place);
  }
}

function fill(
  place: Exclude<SecretPlace, { kind: 'sigv4' }>,
  { placeholder, isJwt = false }: SecretBinding,
  value: string,
  carrier: CredentialCarrier,
): CredentialCarrier {
  switch (place.kind) {
    case 'header': {
      const present = carrier.headers.some(([name]) => isHeader(name, place.name));
      if (!present)
        return { ...carrier, headers: [...carrier.headers, [place.name, formatted(place.format, value)]] };
      return mapHeaders(carrier, ([name, text]) =>
        isHeader(name, place.name) ? withValue(text, placeholder, isJwt, value) : text,
      );
    }
    case 'query':
      return fillQuery(place, placeholder, value, carrier);
    case 'basic':
      return mapHeaders(carrier, (header) => {
        const text = basicText(header);
        if (text === undefined || !text.includes(placeholder)) return header[1];
        return `Basic ${Buffer.from(text.replaceAll(placeholder, () => value)).toString('base64')}`;
      });
    default:
      return assertNever(place);
  }
}

function withValue(text: string, placeholder: string, isJwt: boolean, value: string): string {
  const plain = isJwt ? withoutTokenParts(text, placeholder) : text;
  return plain.replaceAll(placeholder, () => value);
}

function formatted(format: string | undefined, value: string): string {
  return (format ?? '{secret}').replaceAll('{secret}', () => value);
}

function mapHeaders(
  carrier: CredentialCarrier,
  value: (header: readonly [string, string]) => string,
): CredentialCarrier {
  return { ...carrier, headers: carrier.headers.map((header) => [header[0], value(header)] as const) };
}

/** The decoded `user:password` of a basic authentication header. */
function basicText([name, value]: readonly [string, string]): string | undefined {
  const match = isHeader(name, 'authorization') ? /^Basic +([A-Za-z0-9+/=]+)$/i.exec(value) : null;
  return match?.[1] === undefined ? undefined : Buffer.from(match[1], 'base64').toString('utf8');
}

function queryParts(pathAndQuery: string): string[] {
  const mark = pathAndQuery.indexOf('?');
  return mark === -1 ? [] : pathAndQuery.slice(mark + 1).split('&');
}

/** Uses a header instead where the service accepts both, because addresses leak into redirects, pages and logs. */
function fillQuery(
  { name, header }: Extract<SecretPlace, { kind: 'query' }>,
  placeholder: string,
  value: string,
  carrier: CredentialCarrier,
): CredentialCarrier {
  const placeholderPart = `${name}=${placeholder}`;
  const path = carrier.pathAndQuery.slice(0, carrier.pathAndQuery.indexOf('?'));
  const parts = queryParts(carrier.pathAndQuery);
  if (header === undefined) {
    const filled = parts.map((part) =>
      part === placeholderPart ? `${name}=${encodeURIComponent(value)}` : part,
    );
    return { ...carrier, pathAndQuery: `${path}?${filled.join('&')}` };
  }
  const remainingParts = parts.filter((part) => part !== placeholderPart);
  const otherHeaders = carrier.headers.filter(([each]) => !isHeader(each, header));
  return {
    pathAndQuery: remainingParts.length === 0 ? path : `${path}?${remainingParts.join('&')}`,
    headers: [...otherHeaders, [header, value]],
  };
}

/** The secrets whose placeholder the outgoing request still holds, in a place that is not filled. */
export function unfilledIn(bindings: readonly SecretBinding[], carrier: CredentialCarrier): string[] {
  if (bindings.length === 0) return [];
  const written = carrier.headers.flatMap((header) => [
    header.join(': '),
    percentDecoded(header[1]),
    basicText(header) ?? '',
  ]);
  const text = [carrier.pathAndQuery, percentDecoded(carrier.pathAndQuery), ...written].join('\n');
  return bindings
    .filter(({ placeholder }) => placeholderForms(placeholder).some((form) => text.includes(form)))
    .map(({ name }) => name);
}
