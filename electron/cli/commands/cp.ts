import { formatBytes, parseBytes } from '../../contract/sizes.ts';
import type { CopyResult } from '../copy/copy.ts';
import { copyIn, copyTarIn } from '../copy/copy-in.ts';
import { copyOut, copyTarOut } from '../copy/copy-out.ts';
import { parsePlace } from '../copy/place.ts';
import { command, flag, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';

const MAXIMUM_SIZE = '10g';

export const cp = command({
  name: 'cp',
  summary: 'Copy files into an agent or out of it',
  details: [
    'One of both is NAME:/path, also of a stopped agent. “SOURCE/.” copies the content of a folder. With “-” in place of the other one, a tar is read from standard input, or written to standard output.',
    'What is copied into an agent belongs to its user. Out of an agent, nothing is written outside of the destination: no link is followed there, and links that lead out of the copy are left out and reported.',
    'The engine copies, and no program of the agent. It refuses what is mounted read-only, and neither sees what an agent keeps in memory (tmpfs) nor what is masked; under gVisor it reaches volumes and host folders alone.',
  ],
  arguments: {
    source: one('What to copy: NAME:/path, a path of this machine, or “-”'),
    destination: one('Where to: a path of this machine, NAME:/path, or “-”'),
  },
  options: {
    maxSize: text(
      '--max-size <size>',
      `How much is written to this machine at most, such as 500m; ${MAXIMUM_SIZE} when left out`,
    ),
    quiet: flag('-q, --quiet', 'Print no progress'),
  },
  examples: [
    { line: 'bulkhead cp notes.txt demo:/workspace', does: 'Copies a file into the workspace' },
    {
      line: 'bulkhead cp demo:/workspace/. results',
      does: 'Copies the content of the workspace out of the agent',
    },
    { line: 'bulkhead cp demo:/workspace -', does: 'Writes the workspace as a tar to standard output' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const [source, destination] = [parsePlace(args.source), parsePlace(args.destination)];
    const maximumBytes = parseBytes(options.maxSize ?? MAXIMUM_SIZE);
    if (maximumBytes === undefined) throw new UsageError('--max-size: a size such as 500m or 2g.');
    const inside = source.kind === 'agent' ? source : destination;
    if (inside.kind !== 'agent' || (source.kind === 'agent') === (destination.kind === 'agent'))
      throw new UsageError('One of both, and not both, is NAME:/path.');
    const opened = await session();
    const { id: agentId } = await opened.agent(inside.agent);
    const onProgress = ({ files, bytes }: CopyResult) => {
      if (!options.quiet) output.counter(`${files} files, ${formatBytes(bytes)}`);
    };
    const base = { client: opened.client, agentId, signal, onProgress };
    if (destination.kind === 'stream') {
      await copyTarOut(inside.path, base, (bytes) => output.write({ stdout: bytes }));
      return 0;
    }
    const copy = async () => {
      if (destination.kind === 'local')
        return await copyOut(inside.path, destination.path, { ...base, maximumBytes });
      return source.kind === 'local'
        ? await copyIn(source.path, inside.path, base)
        : await copyTarIn(process.stdin, inside.path, base);
    };
    const result = await copy().finally(() => output.counter());
    for (const { path, why } of result.leftOut) if (!output.json) output.note(`${path} is left out: ${why}`);
    if (output.json)
      output.result({ ...result, source: args.source, destination: args.destination }, () => []);
    return 0;
  },
});
