import { findSnapshot } from '../../client/find-snapshot.ts';
import { formatBytes } from '../../contract/sizes.ts';
import { NOW } from '../../contract/snapshots.ts';
import { AGENT, command, flag, one, optional } from '../definition.ts';
import { age } from '../format.ts';
import { runOperation } from '../operation.ts';

const save = command({
  name: 'snapshot save',
  summary: 'Keep an agent’s present files as a snapshot',
  isDefault: true,
  arguments: { agent: one(AGENT), name: optional('Name of the snapshot; the time when left out') },
  options: { pause: flag('--no-pause', 'Do not freeze a running agent while its files are copied') },
  examples: [{ line: 'bulkhead snapshot demo before-upgrade', does: 'Saves its files under that name' }],
  run: async ({ args, options }, context) => {
    const opened = await context.session();
    const { id: agentId } = await opened.agent(args.agent);
    const name = args.name ?? new Date().toISOString().slice(0, 19).replace('T', ' ');
    await runOperation(opened, context, () =>
      opened.client.call('snapshot.save', { agentId, name, pause: options.pause }),
    );
    const [saved] = await opened.client.call('snapshot.list', { agentId }, context.signal);
    context.output.result(saved, () => [saved?.id ?? '']);
    return 0;
  },
});

const list = command({
  name: 'snapshot ls',
  summary: 'List an agent’s snapshots',
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [{ line: 'bulkhead snapshot ls demo', does: 'The newest first' }],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const snapshots = await opened.client.call('snapshot.list', { agentId }, signal);
    output.table(
      snapshots,
      ['ID', 'NAME', 'MADE', 'BY', 'SIZE'],
      snapshots.map(({ id, name, at, trigger, parts }) => [
        id,
        name,
        age(at),
        trigger,
        formatBytes(Object.values(parts).reduce((sum, bytes) => sum + (bytes ?? 0), 0)),
      ]),
    );
    return 0;
  },
});

const remove = command({
  name: 'snapshot rm',
  summary: 'Remove a snapshot',
  arguments: { agent: one(AGENT), snapshot: one('Id or name of the snapshot') },
  options: {},
  examples: [{ line: 'bulkhead snapshot rm demo before-upgrade', does: 'Removes it' }],
  run: async ({ args }, context) => {
    const opened = await context.session();
    const { id: agentId } = await opened.agent(args.agent);
    const snapshots = await opened.client.call('snapshot.list', { agentId }, context.signal);
    const { id, name } = findSnapshot(snapshots, args.snapshot);
    await runOperation(opened, context, () =>
      opened.client.call('snapshot.remove', { agentId, snapshotIds: [id] }),
    );
    context.output.result({ id, name }, () => [name]);
    return 0;
  },
});

const compare = command({
  name: 'snapshot diff',
  summary: 'Compare a snapshot with another one, or with the present files',
  arguments: {
    agent: one(AGENT),
    snapshot: one('Id or name of the snapshot'),
    other: optional('Id or name of the other one; the present files when left out'),
  },
  options: {},
  examples: [{ line: 'bulkhead snapshot diff demo before-upgrade', does: 'What has changed since then' }],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const snapshots = await opened.client.call('snapshot.list', { agentId }, signal);
    const from = findSnapshot(snapshots, args.snapshot).id;
    const to = args.other === undefined ? NOW : findSnapshot(snapshots, args.other).id;
    const compared = await opened.client.call('snapshot.compare', { agentId, from, to }, signal);
    const { differences, leftOut, notCompared, sameLayer } = compared;
    output.table(
      compared,
      ['CHANGE', 'WHAT', 'PATH'],
      differences.map(({ change, what, part, path }) => [change, what.join(', '), `${part}: ${path}`]),
    );
    if (leftOut > 0) output.note(`and ${leftOut} more`);
    if (notCompared.length > 0) output.note(`Only one of the two holds: ${notCompared.join(', ')}`);
    if (sameLayer === false) output.note('Files outside of the workspace and the home folder differ, too.');
    return 0;
  },
});

export const snapshot = [save, list, compare, remove];
