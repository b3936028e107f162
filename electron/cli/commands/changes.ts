import { patchOf, readChanges } from '../../client/read-changes.ts';
import { AGENT, command, flag, one } from '../definition.ts';

export const changes = command({
  name: 'changes',
  summary: 'List what an agent changed in its workspace',
  details: [
    'RISK names why a change deserves a look before it is applied: it can run something, or hide content.',
  ],
  arguments: { agent: one(AGENT) },
  options: { patch: flag('--patch', 'Print a patch that “git apply” takes; binary files are left out') },
  examples: [{ line: 'bulkhead changes demo', does: 'Each file with its status, lines and risks' }],
  run: async ({ args, options }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const listed = await readChanges(opened, agentId, signal);
    if (options.patch) {
      const { patch, leftOut } = await patchOf(opened, agentId, listed, signal);
      for (const path of leftOut) output.note(`left out: ${path}`);
      if (output.json) output.value({ patch, leftOut });
      else await output.write({ stdout: patch });
      return 0;
    }
    output.table(
      listed,
      ['STATUS', 'LINES', 'PATH', 'RISK'],
      listed.files.map(({ status, lines, path, risks }) => [
        status,
        lines ? `+${lines.added} -${lines.removed}` : '-',
        path,
        risks.map(({ kind }) => kind).join(', '),
      ]),
    );
    return 0;
  },
});
