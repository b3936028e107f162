import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../../lib/scope.ts';
import { ask, openApi } from '../api.fixture.ts';
import { WEB_LINKS_PATH, WEB_SESSIONS_PATH } from './web-routes.ts';

let scope: Scope;
let api: Awaited<ReturnType<typeof openApi>>;
beforeEach(async () => {
  scope = new Scope();
  api = await openApi(scope);
});
afterEach(() => scope.dispose());

it.each([
  ['POST', WEB_LINKS_PATH],
  ['DELETE', WEB_SESSIONS_PATH],
])('%s %s says that the host serves no browsers', async (method, path) => {
  const { status, text } = await ask(api.socketPort, method, path);
  expect(status).toBe(409);
  expect(JSON.parse(text)).toMatchObject({
    error: 'conflict',
    detail: expect.stringContaining('serve --web'),
  });
});

it('gives no token a link', async () => {
  const { value } = await api.tokens.create({ name: 'all', scope: 'manage', roots: [], lifetimeMs: null });
  const { status } = await ask(api.port, 'POST', WEB_LINKS_PATH, { authorization: `Bearer ${value}` });
  expect(status).toBe(403);
});
