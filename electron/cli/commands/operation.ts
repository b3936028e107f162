import { command, one } from '../definition.ts';
import { age } from '../format.ts';

const list = command({
  name: 'operation ls',
  summary: 'List long work that goes on, or that ended and was not dismissed',
  details: ['Of all windows and programs that share the app or “bulkhead serve”.'],
  isDefault: true,
  arguments: {},
  options: {},
  examples: [
    { line: 'bulkhead operation', does: 'What is made, copied, built or removed, and how far it is' },
  ],
  run: async (_, { output, session, signal }) => {
    const operations = await (await session()).client.call('operation.list', {}, signal);
    const rows = operations.map(({ id, title, status, steps, startedAt, error }) => [
      id,
      status,
      age(startedAt),
      title,
      error?.message ?? steps.find((step) => step.status === 'running')?.label ?? '',
    ]);
    output.table(operations, ['ID', 'STATUS', 'BEGUN', 'WHAT', 'STEP'], rows);
    return 0;
  },
});

const cancel = command({
  name: 'operation cancel',
  summary: 'Cancel long work, which is then undone',
  arguments: { id: one('Id of the work') },
  options: {},
  examples: [{ line: 'bulkhead operation cancel 3f2a', does: 'What it made is removed again' }],
  run: async ({ args }, { session, signal }) => {
    await (await session()).client.call('operation.cancel', { operationId: args.id }, signal);
    return 0;
  },
});

const dismiss = command({
  name: 'operation dismiss',
  summary: 'Forget long work that ended',
  arguments: { id: one('Id of the work') },
  options: {},
  examples: [{ line: 'bulkhead operation dismiss 3f2a', does: 'It is no longer listed' }],
  run: async ({ args }, { session, signal }) => {
    await (await session()).client.call('operation.dismiss', { operationId: args.id }, signal);
    return 0;
  },
});

export const operation = [list, cancel, dismiss];
