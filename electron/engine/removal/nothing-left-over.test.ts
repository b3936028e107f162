import { expect, it } from 'vitest';
import type { Operation } from '../../contract/operation.ts';
import { nothingLeftOver } from './nothing-left-over.ts';

const operation = (kind: Operation['kind'], status: Operation['status']): Operation => ({
  id: 'o',
  kind,
  title: '',
  agentId: 'a',
  status,
  steps: [],
  startedAt: 0,
});
const ant = { name: 'ant' };

it.each<[string, Parameters<typeof nothingLeftOver>, string[]]>([
  ['of an agent that is gone', [undefined, [operation('create', 'failed')]], []],
  ['of an agent that was created', [ant, [operation('create', 'done')]], ['show-agent']],
  ['of a recreation', [ant, [operation('recreate', 'failed')]], ['show-agent']],
  ['but the agent of a failed creation', [ant, [operation('create', 'failed')]], ['remove-agent']],
  ['but the agent of a cancelled creation', [ant, [operation('create', 'cancelled')]], ['remove-agent']],
])('says what a person can do when nothing is left over %s', (_, [agent, operations], actions) => {
  const error = nothingLeftOver(agent, operations);
  expect(error.actions.map(({ kind }) => kind)).toEqual(actions);
  expect(error.message).toContain(agent ? 'ant' : 'Nothing is left over');
});
