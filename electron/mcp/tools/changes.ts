import { z } from 'zod';
import { type Changes, patchOf, readChanges } from '../../client/read-changes.ts';
import { admitAgent } from '../admit.ts';
import { bounded, MAXIMUM_TEXT_BYTES } from '../result.ts';
import { type ToolCall, tool } from '../tool.ts';
import { AGENT } from './agents.ts';

/** The limits of what one answer lists. A patch needs a call for each file. */
const LISTED_FILES = 500;
const PATCHED_FILES = 100;

export const changes = tool({
  name: 'changes',
  title: 'Read an agent’s changes',
  description:
    'Lists the files that the agent changed in its workspace, with what makes a change risky, and returns them as a patch.',
  input: z.object({ ...AGENT, patch: z.boolean().default(true).describe('Whether to return the patch too') }),
  readOnly: true,
  destructive: false,
  calls: ['changes.list', 'changes.diff'],
  run: async ({ agent: reference, patch: withPatch }, call) => {
    const agent = await admitAgent(call, changes, reference, ({ name }) => `read the changes of “${name}”`);
    const { list, patch, ...facts } = await describeChanges(call, agent.id, withPatch);
    return {
      facts,
      untrusted: { [`the changed files of “${agent.name}”`]: list, [`the patch of “${agent.name}”`]: patch },
    };
  },
});

/** Resolves to the changes as text: a line a file, and a patch. */
export async function describeChanges(
  { client, signal }: Pick<ToolCall, 'client' | 'signal'>,
  agentId: string,
  withPatch: boolean,
) {
  const listed = await readChanges({ client }, agentId, signal);
  const { files, summary } = listed;
  const shown = { summary, files: files.slice(0, PATCHED_FILES) };
  const { patch, leftOut } = withPatch
    ? await patchOf({ client }, agentId, shown, signal)
    : { patch: '', leftOut: [] };
  const { text, truncated } = bounded(patch, MAXIMUM_TEXT_BYTES);
  return {
    list: files.slice(0, LISTED_FILES).map(lineOf).join('\n'),
    patch: text,
    files: files.length + summary.leftOut,
    listed: Math.min(files.length, LISTED_FILES),
    comparedWith: summary.base,
    notInPatch: withPatch ? leftOut.length + Math.max(0, files.length - PATCHED_FILES) : files.length,
    patchTruncated: truncated,
  };
}

function lineOf({ status, path, oldPath, lines, risks }: Changes['files'][number]): string {
  const counts = lines ? ` +${lines.added} -${lines.removed}` : '';
  const why = risks.length > 0 ? ` (risk: ${risks.map(({ kind }) => kind).join(', ')})` : '';
  const from = oldPath === undefined ? '' : ` (from ${oldPath})`;
  return `${status} ${path}${from}${counts}${why}`;
}
