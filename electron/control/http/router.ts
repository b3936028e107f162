import { TrieRouter } from 'hono/router/trie-router';
import { HttpRefusal } from './problem.ts';
import type { Route } from './route.ts';

/** A route, with the values of its path's parameters. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a request. */
export class Router {
  readonly #router = new TrieRouter<Route>();

  constructor(routes: readonly Route[]) {
    for (const route of routes)
      this.#router.add(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), route);
  }

  /** Throws an `HttpRefusal` when there is no such path (404), or no such method for it (405). */
  match(method: string, path: string): RouteMatch {
    const routeMethod = method === 'HEAD' ? 'GET' : method;
    const matches = this.#matches(routeMethod, path);
    // The route with the fewest parameters is the most specific: `/v1/agents/check` is no agent.
    const [match] = matches.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
    if (match) return match;
    const allowed = METHODS.filter((candidate) => this.#matches(candidate, path).length > 0);
    if (allowed.length === 0) throw new HttpRefusal(404, 'There is nothing at this path.');
    throw new HttpRefusal(405, `Use ${allowed.join(' or ')} here.`, { allow: allowed.join(', ') });
  }

  #matches(method: string, path: string): RouteMatch[] {
    const [matches] = this.#router.match(method, path);
    return (matches as [Route, Record<string, string>][]).map(([route, params]) => ({
      route,
      params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decode(value)])),
    }));
  }
}

export const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpRefusal(400, 'The path is not well-formed.');
  }
}
