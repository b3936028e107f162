import { readChanges } from '../../client/read-changes.ts';
import type { ApplyFile, PlannedFile } from '../../contract/apply.ts';
import type { Context } from '../context.ts';
import { AGENT, command, flag, many, one } from '../definition.ts';
import { RefusedError, UsageError } from '../exit-code.ts';
import { renamed } from '../format.ts';
import { runOperation } from '../operation.ts';
import type { Session } from '../session.ts';

export const apply = command({
  name: 'apply',
  summary: 'Bring changes of a private copy to the host folder it was made from',
  details: [
    'All or nothing, and undoable: `--undo` restores what the last apply replaced, unless a file was changed since (`--overwrite` undoes that too). Files that also changed in the folder are refused unless `--overwrite` or `--merge` says how; files with risks are refused unless `--accept-risks` is given.',
  ],
  arguments: { agent: one(AGENT), path: many('Files to apply; all when left out') },
  options: {
    dryRun: flag('--dry-run', 'Print what would be done, and change nothing'),
    overwrite: flag('--overwrite', 'Replace files that also changed in the folder'),
    merge: flag('--merge', 'Merge files that also changed in the folder'),
    undo: flag('--undo', 'Take the last apply back'),
    acceptRisks: flag('--accept-risks', 'Apply files whose changes have risks, too'),
  },
  examples: [{ line: 'bulkhead apply --dry-run demo', does: 'Each file with what an apply would do' }],
  run: async ({ args, options }, context) => {
    if (options.overwrite && options.merge) throw new UsageError('Give one of --overwrite and --merge.');
    const { output, signal } = context;
    const opened = await context.session();
    const { id: agentId } = await opened.agent(args.agent);
    if (options.undo) return await undoLast(opened, agentId, options.overwrite, context);
    const { files } = await readChanges(opened, agentId, signal);
    const missing = args.path.find(
      (path) => !files.some((file) => file.path === path || file.oldPath === path),
    );
    if (missing !== undefined) throw new UsageError(`The agent did not change “${missing}”.`);
    const selection = files
      .filter(
        ({ path, oldPath = path, version }) =>
          version !== undefined &&
          (args.path.length === 0 || args.path.includes(path) || args.path.includes(oldPath)),
      )
      .map(({ path, version }) => ({ path, version }));
    const plan = await opened.client.call('changes.plan', { agentId, selection }, signal);
    const changedFiles = plan.files.filter(({ state }) => state !== 'same');
    const resolution = options.overwrite ? 'overwrite' : options.merge ? 'merge' : undefined;
    if (!options.dryRun) {
      const refusals = changedFiles.flatMap((file) => refusalOf(file, resolution, options.acceptRisks));
      if (refusals.length > 0) throw new RefusedError(`Nothing was applied.\n${refusals.join('\n')}`);
      if (changedFiles.length > 0) {
        const applied = changedFiles.map((file) => decided(file, resolution));
        await runOperation(opened, context, () =>
          opened.client.call('changes.apply', { agentId, files: applied }, signal),
        );
      }
    }
    output.table(
      plan,
      ['STATE', 'STATUS', 'PATH', 'RISK'],
      plan.files.map(({ state, status, path, oldPath, risks }) => [
        state,
        status,
        renamed(path, oldPath),
        risks.map(({ kind }) => kind).join(', '),
      ]),
    );
    return 0;
  },
});

async function undoLast(
  opened: Session,
  agentId: string,
  isOverwriting: boolean,
  context: Context,
): Promise<number> {
  const { output, signal } = context;
  const applies = await opened.client.call('changes.applied', { agentId }, signal);
  const last = applies.filter(({ state }) => state === 'applied').sort((one, other) => other.at - one.at)[0];
  if (!last) throw new UsageError('Nothing of this agent is applied that could be taken back.');
  const { applyId } = last;
  const { changed, stamp } = await opened.client.call('changes.undo-plan', { agentId, applyId }, signal);
  if (changed.length > 0 && !isOverwriting)
    throw new RefusedError(`Changed since, so nothing was undone (--overwrite):\n${changed.join('\n')}`);
  const seen = isOverwriting ? { seen: stamp } : {};
  await runOperation(opened, context, () =>
    opened.client.call('changes.undo', { agentId, applyId, ...seen }, signal),
  );
  output.result({ ...last, state: 'undone' }, () => [`${last.folder} is as before the apply`]);
  return 0;
}

/** Returns why the flags do not allow this file. */
function refusalOf(file: PlannedFile, resolution: string | undefined, acceptRisks: boolean): string[] {
  if (file.state === 'refused') return [`${file.path}: ${file.reason ?? 'never written'}`];
  if (file.state === 'conflict' && resolution === undefined)
    return [`${file.path}: also changed in the folder (--overwrite or --merge)`];
  if (file.state === 'conflict' && resolution === 'merge' && !file.mergeable)
    return [`${file.path}: both changed the same lines`];
  if (file.risks.length > 0 && !acceptRisks)
    return [`${file.path}: ${file.risks.map(({ detail }) => detail).join(', ')} (--accept-risks)`];
  return [];
}

function decided(file: PlannedFile, resolution: 'overwrite' | 'merge' | undefined): ApplyFile {
  const { path, version, hostVersion, risks, state } = file;
  const kinds = risks.map(({ kind }) => kind);
  const base = { path, version, hostVersion, risks: kinds };
  return state === 'conflict' && resolution ? { ...base, resolution } : base;
}
