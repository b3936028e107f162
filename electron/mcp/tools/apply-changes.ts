import { z } from 'zod';
import { readChanges } from '../../client/read-changes.ts';
import { runOperation } from '../../client/run-operation.ts';
import type { ApplyPlan } from '../../contract/apply.ts';
import type { ApprovalReason } from '../../contract/approvals.ts';
import { AppFailure } from '../../contract/error.ts';
import { admitAgent } from '../admit.ts';
import { type ToolCall, tool } from '../tool.ts';
import { AGENT } from './agents.ts';

/** A card cannot show more; the person then applies in the app. */
const MAXIMUM_FILES = 90;

export const applyChanges = tool({
  name: 'apply_changes',
  title: 'Apply an agent’s changes',
  description:
    'Brings changes of a private copy to the folder of this machine that it was made from. A person always has to approve.',
  input: z.object({
    ...AGENT,
    paths: z.array(z.string().min(1).max(8_192)).max(MAXIMUM_FILES).optional().describe('All when left out'),
  }),
  readOnly: false,
  destructive: true,
  calls: ['changes.list', 'changes.plan', 'changes.apply'],
  run: async ({ agent: reference, paths }, call) => {
    const { client, signal } = call;
    let plan: ApplyPlan | undefined;
    const agent = await admitAgent(
      call,
      applyChanges,
      reference,
      ({ name }) => `apply changes of “${name}” to this machine`,
      async ({ id }) => {
        plan = await planOf(call, id, paths);
        return reasonsOf(plan);
      },
    );
    const files = (plan?.files ?? []).map(({ path, version, hostVersion, risks }) => ({
      path,
      version,
      hostVersion,
      risks: risks.map(({ kind }) => kind),
    }));
    const input = { agentId: agent.id, files };
    await runOperation(client, () => client.call('changes.apply', input, signal), signal, call.progress);
    return { facts: { applied: files.length, folder: plan?.folder } };
  },
});

/** Resolves to the files that an apply would write. Rejects with `conflict` when one needs a decision. */
async function planOf({ client, signal }: ToolCall, agentId: string, paths?: readonly string[]) {
  const { files } = await readChanges({ client }, agentId, signal);
  const selection = files
    .filter(
      ({ path, oldPath = path, version }) =>
        version !== undefined && (paths === undefined || paths.includes(path) || paths.includes(oldPath)),
    )
    .map(({ path, version }) => ({ path, version }));
  const missing = paths?.find(
    (path) => !files.some((file) => file.version !== undefined && [file.path, file.oldPath].includes(path)),
  );
  if (missing !== undefined) throw conflict(`The agent did not change ${JSON.stringify(missing)}.`);
  const plan = await client.call('changes.plan', { agentId, selection }, signal);
  const changed = plan.files.filter(({ state }) => state !== 'same');
  const undecided = changed.find(({ state }) => state !== 'ready');
  if (undecided)
    throw conflict(
      `${JSON.stringify(undecided.path)} was also changed in the folder, or is never written. Only a person can decide that, in the app.`,
    );
  if (changed.length === 0) throw conflict('There is nothing to apply.');
  if (changed.length > MAXIMUM_FILES)
    throw conflict(
      `These are ${changed.length} files. Name at most ${MAXIMUM_FILES}, or ask the person to apply them in the app.`,
    );
  return { ...plan, files: changed };
}

function reasonsOf({ folder, files }: ApplyPlan): ApprovalReason[] {
  return [
    { kind: 'apply', subject: `${files.length} ${files.length === 1 ? 'file' : 'files'} in ${folder}` },
    ...files.map(({ path, oldPath, status, risks }) => ({
      kind: 'apply' as const,
      subject: [
        `${path} (${status}${oldPath === undefined ? '' : ` from ${oldPath}`})`,
        ...risks.map(({ detail }) => detail),
      ].join(': '),
    })),
  ];
}

function conflict(message: string): AppFailure {
  return new AppFailure({ type: 'conflict', message });
}
