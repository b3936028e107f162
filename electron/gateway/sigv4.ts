import { createHash, createHmac } from 'node:crypto';
import type { HeaderList } from './headers.ts';

/** The parts of a request that AWS Signature Version 4 signs. */
export interface SignedRequest {
  readonly method: string;
  readonly host: string;
  readonly pathAndQuery: string;
  /** Without Host. */
  readonly headers: HeaderList;
  /** Hex SHA-256 of the body. */
  readonly payloadHash: string;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const SECURITY_TOKEN = 'x-amz-security-token';

/** `ID:SECRET` or `ID:SECRET:TOKEN`; undefined when the text is neither. */
export function parseAwsCredentials(text: string): AwsCredentials | undefined {
  const [accessKeyId, secretAccessKey, ...rest] = text.split(':');
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = rest.join(':');
  return { accessKeyId, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) };
}

/** AWS leaves only letters, digits and `-._~` unescaped (RFC 3986). */
function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Every service except S3 escapes the escaped path once more. */
const canonicalPath = (path: string): string => path.split('/').map(escapeUri).join('/');

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((part) => {
    const equals = part.indexOf('=');
    const [name, value] = equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    return [escapeUri(decodeURIComponent(name)), escapeUri(decodeURIComponent(value))] as const;
  });
  const order = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return pairs
    .sort((one, other) => order(one[0], other[0]) || order(one[1], other[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * Signs a request again that was signed with a placeholder: with the same date, region, service and signed headers, and
 * another key. Source: AWS General Reference, "Create a signed AWS API request".
 * @returns the headers with the new signature, or undefined when the request's own signature is not readable
 */
export function resign(request: SignedRequest, credentials: AwsCredentials): HeaderList | undefined {
  const headerOf = (name: string) => request.headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const previous =
    /Credential=[^/,\s]+\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),/.exec(
      headerOf('authorization') ?? '',
    );
  const amzDate = headerOf('x-amz-date');
  if (previous === null || amzDate === undefined || !amzDate.startsWith(previous[1] ?? '-')) return undefined;
  const [, day = '', region = '', service = '', signedText = ''] = previous;
  const withoutToken = request.headers.filter(([name]) => name.toLowerCase() !== SECURITY_TOKEN);
  const headers: HeaderList =
    credentials.sessionToken === undefined
      ? withoutToken
      : [...withoutToken, ['X-Amz-Security-Token', credentials.sessionToken]];
  const signedNames = new Set(signedText.split(';').filter((name) => name !== SECURITY_TOKEN));
  if (credentials.sessionToken !== undefined) signedNames.add(SECURITY_TOKEN);
  const names = [...signedNames].sort();
  const canonicalHeaders = names.map((name) => {
    const values =
      name === 'host'
        ? [request.host]
        : headers
            .filter(([key]) => key.toLowerCase() === name)
            .map(([, value]) => value.trim().replace(/ +/g, ' '));
    return `${name}:${values.join(',')}\n`;
  });
  const mark = request.pathAndQuery.indexOf('?');
  const path = mark === -1 ? request.pathAndQuery : request.pathAndQuery.slice(0, mark);
  let query: string;
  try {
    query = canonicalQuery(mark === -1 ? '' : request.pathAndQuery.slice(mark + 1));
  } catch {
    // The path has a malformed percent escape.
    return undefined;
  }
  const canonical = [
    request.method,
    canonicalPath(path),
    query,
    canonicalHeaders.join(''),
    names.join(';'),
    request.payloadHash,
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${sha256(canonical)}`;
  const key = [region, service, 'aws4_request'].reduce<Buffer>(
    (previous, part) => hmac(previous, part),
    hmac(`AWS4${credentials.secretAccessKey}`, day),
  );
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers.map(
    ([name, value]) => [name, name.toLowerCase() === 'authorization' ? authorization : value] as const,
  );
}
