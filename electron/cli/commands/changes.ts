import { patchOf, readChanges } from '../../client/read-changes.ts';
import type { BaseKind } from '../../contract/changes.ts';
import type { Context } from '../context.ts';
import { AGENT, command, flag, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { renamed } from '../format.ts';
import { runOperation } from '../operation.ts';
import type { Session } from '../session.ts';
import { oneOf } from '../values.ts';

export const changes = command({
  name: 'changes',
  summary: 'List what an agent changed in its workspace',
  details: [
    'RISK names why a change deserves a look before it is applied: it can run something, or hide content.',
  ],
  arguments: { agent: one(AGENT) },
  options: {
    patch: flag('--patch', 'Print a patch that “git apply” takes; binary files are left out'),
    base: text('--base <base>', 'Compare with the last commit (head) or with what was kept (baseline)'),
    folder: text('--folder <path>', 'Another folder of yours in the agent'),
    ignored: flag('--ignored', 'Also files that git ignores'),
    root: flag('--root', 'What it changed outside of its folders, in its root file system'),
    track: flag('--track', 'Keep the present content, to compare with it from now on'),
  },
  examples: [
    { line: 'bulkhead changes demo', does: 'Each file with its status, lines and risks' },
    { line: 'bulkhead changes demo --root', does: 'Files outside of its folders' },
  ],
  run: async ({ args, options }, context) => {
    const { output, session, signal } = context;
    if ([options.patch, options.root, options.track].filter(Boolean).length > 1)
      throw new UsageError('Give one of --patch, --root and --track.');
    const base = oneOf('--base', ['head', 'baseline'] satisfies BaseKind[], options.base);
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    if (options.root) return await printRoot(opened, agentId, context);
    if (options.track) {
      const start = () => opened.client.call('changes.track', { agentId }, signal);
      output.result(await runOperation(opened, context, start), () => []);
      return 0;
    }
    const { ignored } = options;
    const listed = await readChanges(opened, agentId, signal, { base, folder: options.folder, ignored });
    if (options.patch) {
      const { patch, leftOut } = await patchOf(opened, agentId, listed, signal);
      for (const path of leftOut) output.note(`left out: ${path}`);
      if (output.json) output.value({ patch, leftOut });
      else await output.writeLines({ stdout: patch });
      return 0;
    }
    output.table(
      listed,
      ['STATUS', 'LINES', 'PATH', 'RISK'],
      listed.files.map(({ status, lines, path, oldPath, risks }) => [
        status,
        lines ? `+${lines.added} -${lines.removed}` : '-',
        renamed(path, oldPath),
        risks.map(({ kind }) => kind).join(', '),
      ]),
    );
    return 0;
  },
});

async function printRoot({ client }: Session, agentId: string, { output, signal }: Context): Promise<number> {
  const changed = await client.call('changes.root', { agentId }, signal);
  output.table(
    changed,
    ['CHANGE', 'PATH', 'RISK'],
    changed.entries.map(({ change, path, risks }) => [
      change,
      path,
      risks.map(({ kind }) => kind).join(', '),
    ]),
  );
  if (changed.leftOut > 0) output.note(`and ${changed.leftOut} more`);
  return 0;
}
