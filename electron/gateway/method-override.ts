import { type HeaderList, valuesOf } from './headers.ts';
import { percentDecoded } from './percent-decoded.ts';
import type { RequestHead } from './request-head.ts';
import { type RequestPath, readRequestPath } from './request-path.ts';

/** What a server may take a request for. */
export interface Reading {
  readonly method: string;
  readonly path: RequestPath;
}

/** Headers by which frameworks let a request name another method (Rack, Symfony, Express, ASP.NET, OData, Google APIs). */
const METHOD_HEADERS: ReadonlySet<string> = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
]);
/** And another path (Symfony and Zend behind IIS, ISAPI rewrite filters). */
const PATH_HEADERS: ReadonlySet<string> = new Set(['x-original-url', 'x-rewrite-url', 'x-original-uri']);

/** The name of a parameter that frameworks take for the method; PHP reads some characters in it as an underscore. */
const METHOD_PARAMETER = /^[_ .+[]method$/i;

/**
 * Every method and path for which a server may take the request: as it is written, and as it asks for elsewhere. The
 * rules have to allow all of them.
 */
export function readingsOf({
  method,
  path,
  pathAndQuery,
  headers,
}: Pick<RequestHead, 'method' | 'path' | 'pathAndQuery' | 'headers'>): readonly [Reading, ...Reading[]] {
  const methods = [...overridesIn(headers, METHOD_HEADERS), ...methodParameters(pathAndQuery)];
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

/** By the names that servers behind CGI and WSGI read: `X_HTTP_Method` is `X-HTTP-Method` there. */
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

/** Whether the body may hold parameters that name another method. */
export function holdsParameters(headers: HeaderList): boolean {
  return valuesOf(headers, 'content-type').some((type) =>
    /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|application\/(?:[\w.-]+\+)?json)/i.test(
      type,
    ),
  );
}
