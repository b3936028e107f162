import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generateClient, loadClient } from '../../../test/harness/control/generated-client.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { Scope } from '../../lib/scope.ts';
import { openApi } from '../api.fixture.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

let scope: Scope;
beforeEach(() => {
  scope = new Scope();
});
afterEach(() => scope.dispose());

it('is typed: it compiles with what a program does, and not with a mistake', async () => {
  const folder = await generateClient(scope);
  const compile = async (use: string) => {
    writeFileSync(join(folder, 'use.ts'), `import * as api from './client.ts';\n${use}\n`);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'];
    const files = ['--moduleResolution', 'nodenext', '--allowImportingTsExtensions', join(folder, 'use.ts')];
    const types = ['--types', 'node', '--ignoreConfig'];
    return await run(join(root, 'node_modules/.bin/tsc'), [...options, ...types, ...files], {
      cwd: root,
    }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
  };
  const use = `
    const listed = await api.listAgents({ limit: 10 });
    if ('items' in listed.data) { const name: string = listed.data.items[0]!.name; void name; }
    await api.execInAgent('one', { command: ['true'] });`;
  expect(await compile(use)).toBe('');
  expect(await compile("await api.execInAgent('one', { comand: ['true'] });")).toContain('comand');
});

it('lists, creates and starts agents, and gets a refusal as a problem', async () => {
  const api = await openApi(scope);
  const { value } = await api.tokens.create({ name: 'gen', scope: 'manage', roots: [], lifetimeMs: null });
  const baseUrl = `http://localhost:${api.port}`;
  const client = await loadClient(await generateClient(scope), { baseUrl, token: value });
  expect(await client.listAgents?.()).toMatchObject({ status: 200, data: { items: [{ name: 'one' }] } });
  const spec = { ...defaultSpec('shell', 'balanced'), name: 'new' };
  expect(await client.createAgent?.({ spec })).toMatchObject({ status: 202, data: { operationId: 'op' } });
  expect(await client.startAgent?.('one')).toMatchObject({ status: 204 });
  expect(await client.startAgent?.('none')).toMatchObject({ status: 404, data: { error: 'not-found' } });
  expect(await client.createAgent?.({ spec: { ...spec, name: '' } })).toMatchObject({
    status: 400,
    data: { field: 'spec.name' },
  });
});
