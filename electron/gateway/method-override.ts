import { type HeaderList, valuesOf } from './headers.ts';
import { percentDecoded } from './percent-decoded.ts';
import type { RequestHead } from './request-head.ts';
import { type RequestPath, readRequestPath } from './request-path.ts';

/** A method and path that a server may read in a request. */
export interface Reading {
  readonly method: string;
  readonly path: RequestPath;
}

/** Headers that override a request's method in frameworks (Rack, Symfony, Express, ASP.NET, OData, Google APIs). */
const METHOD_HEADERS: ReadonlySet<string> = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
]);
/** Headers that override its path (Symfony and Zend behind IIS, ISAPI rewrite filters). */
const PATH_HEADERS: ReadonlySet<string> = new Set(['x-original-url', 'x-rewrite-url', 'x-original-uri']);

/**
 * The name of a parameter that overrides the method in frameworks. PHP reads some characters in it as an underscore.
 */
const METHOD_PARAMETER = /^[_ .+[]method$/i;

/**
 * Every method and path that a server may read in the request: the written ones and those of overrides. The rules must
 * allow all of them.
 */
export function readingsOf({
  method,
  path,
  pathAndQuery,
  headers,
}: Pick<RequestHead, 'method' | 'path' | 'pathAndQuery' | 'headers'>): readonly [Reading, ...Reading[]] {
  // In HTTP/2 a method may have small letters, which some servers do not tell from capitals.
  const capitals = method === method.toUpperCase() ? [] : [method];
  const methods = [...capitals, ...overridesIn(headers, METHOD_HEADERS), ...methodParameters(pathAndQuery)];
  const paths = overridesIn(headers, PATH_HEADERS);
  return [
    { method, path },
    ...methods.map((other) => ({ method: other.toUpperCase().slice(0, 40), path })),
    ...paths.map((other) => ({ method, path: pathOf(other) })),
    ...(methods.length > 0 ? paths : []).flatMap((other) =>
      methods.map((each) => ({ method: each.toUpperCase().slice(0, 40), path: pathOf(other) })),
    ),
  ];
}

/** Normalizes a header's name as servers behind CGI and WSGI do: they read `X_HTTP_Method` as `X-HTTP-Method`. */
function overridesIn(headers: HeaderList, names: ReadonlySet<string>): string[] {
  return headers
    .filter(([name]) => names.has(name.toLowerCase().replace(/[^a-z0-9]/g, '-')))
    .flatMap(([, value]) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function methodParameters(pathAndQuery: string): string[] {
  const mark = pathAndQuery.indexOf('?');
  if (mark === -1) return [];
  return pathAndQuery
    .slice(mark + 1)
    .split(/[&;]/)
    .map((part) => part.split('='))
    .filter(([name = '']) => METHOD_PARAMETER.test(percentDecoded(name)))
    .map(([, value = '']) => percentDecoded(value));
}

function pathOf(url: string): RequestPath {
  const relative = url.replace(/^https?:\/\/[^/?#]*/i, '');
  return readRequestPath(relative.startsWith('/') ? relative : `/${relative}`);
}

/** Whether the body may hold parameters that override the method. */
export function holdsParameters(headers: HeaderList): boolean {
  return valuesOf(headers, 'content-type').some((type) =>
    /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|application\/(?:[\w.-]+\+)?json)/i.test(
      type,
    ),
  );
}
