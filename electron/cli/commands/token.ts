import { resolve } from 'node:path';
import { scopeSchema, type Token } from '../../contract/token.ts';
import { tokenStoreOf } from '../../control/tokens.ts';
import { type CommandDefinition, command, list, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { dataPathOf } from '../places.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const create = command({
  name: 'token create',
  summary: 'Make a token for a program, and print it once',
  details: [
    'A token with the scope “read” looks, “run” also works inside agents and starts and stops them, “manage” also makes, changes and removes them. No token reaches secrets. It names folders of this machine only below the given roots.',
  ],
  arguments: { name: one('What the token is for') },
  options: {
    scope: text('--scope <scope>', 'read, run or manage; read unless given'),
    root: list('--root <folder>', 'A folder below which agents may get folders'),
    days: text('--days <days>', 'How long it is valid; 30 unless given, 0 for ever'),
  },
  examples: [
    {
      line: 'bulkhead token create ci --scope manage --days 90',
      does: 'Prints the token, which is kept nowhere else',
    },
  ],
  run: async ({ args, options }, { output }) => {
    const scope = scopeSchema.safeParse(options.scope ?? 'read');
    if (!scope.success) throw new UsageError('A scope is read, run or manage.');
    const days = Number(options.days ?? 30);
    if (!Number.isFinite(days) || days < 0) throw new UsageError('Give a number of days.');
    const { token, value } = await tokenStoreOf(dataPathOf()).create({
      name: args.name,
      scope: scope.data,
      roots: options.root.map((root) => resolve(root)),
      lifetimeMs: days === 0 ? null : days * DAY_MS,
    });
    output.result({ ...token, value }, () => [value]);
    return 0;
  },
});

const ls = command({
  name: 'token ls',
  summary: 'List the tokens, never their values',
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead token ls', does: 'Names, scopes, ends and last uses' }],
  run: async (_, { output }) => {
    const tokens = await tokenStoreOf(dataPathOf()).list();
    output.table(tokens, ['NAME', 'SCOPE', 'EXPIRES', 'LAST USED', 'ROOTS'], tokens.map(rowOf));
    return 0;
  },
});

const revoke = command({
  name: 'token revoke',
  summary: 'Refuse a token from now on',
  arguments: { name: one('Name or id of the token') },
  options: {},
  examples: [{ line: 'bulkhead token revoke ci', does: 'The next request with it gets 401' }],
  run: async ({ args }) => {
    await tokenStoreOf(dataPathOf()).revoke(args.name);
    return 0;
  },
});

const log = command({
  name: 'token log',
  summary: 'List what programs did over the API, the newest first',
  details: [
    'Calls that change something, that read what an agent wrote, and refused ones. The whole record, a chain of hashes, is in the folder “audit-calls” of the data folder.',
  ],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead token log', does: 'Each call with its token and the answer' }],
  run: async (_, { output, session, signal }) => {
    const { calls } = await (await session()).client.call('access.calls', {}, signal);
    const rows = calls.map(({ at, caller, method, route, agent, status, count = 1 }) => [
      new Date(at).toISOString(),
      caller,
      `${method} ${route ?? '?'}`,
      agent ?? '',
      String(status),
      count === 1 ? '' : `${count} times`,
    ]);
    output.table(calls, ['TIME', 'CALLER', 'CALL', 'AGENT', 'STATUS', ''], rows);
    return 0;
  },
});

export const token: readonly CommandDefinition[] = [create, ls, revoke, log];

function rowOf({ name, scope, expiresAt, lastUsedAt, roots }: Token): string[] {
  const day = (at: number | null) => (at === null ? 'never' : new Date(at).toISOString().slice(0, 16));
  return [name, scope, day(expiresAt), day(lastUsedAt), roots.join(', ')];
}
