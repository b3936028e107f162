import { z } from 'zod';
import { waitForEngine } from '../../client/wait-for-host.ts';
import { waitForTaskStart } from '../../client/wait-for-task.ts';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { ApprovalReason } from '../../contract/approvals.ts';
import { AppFailure } from '../../contract/error.ts';
import {
  ATTEMPTS_MAX,
  type Attempt,
  checkCommandSchema,
  promptSchema,
  type Task,
} from '../../contract/task.ts';
import { admit, allAgents } from '../admit.ts';
import { clientTag, type Grant, isGranted, tagsOf } from '../grant.ts';
import { newAgentSchema, specOf, typeOf } from '../new-agent.ts';
import { isBeyondBudget } from '../policy.ts';
import { scopeOf, type ToolCall, tool } from '../tool.ts';
import { specWidenings } from '../widening.ts';
import { folderReasons, withoutInternet } from './agents.ts';

/** What an agent of a task is, as far as all of them share it. */
const newTaskSchema = newAgentSchema
  .omit({ name: true, type: true, image: true, command: true, folder: true })
  .extend({
    prompt: promptSchema.describe('What is to be done'),
    check: checkCommandSchema.default('').describe('Command for sh that judges each copy, such as npm test'),
    agents: z
      .array(
        z.object({
          type: z.string().max(40).describe('Agent type whose program takes a prompt, such as claude-code'),
          count: z.number().int().min(1).max(ATTEMPTS_MAX).default(1),
        }),
      )
      .min(1)
      .max(ATTEMPTS_MAX),
  });
type NewTask = z.infer<typeof newTaskSchema>;

export const createTask = tool({
  name: 'create_task',
  title: 'Hand over a task',
  description:
    'Lets one or several agents work on a prompt without anybody, each in a sandbox of its own with a private copy of a folder or repository. Each counts against your budget and is removed with its files when its lifetime ends. Returns when each works or waits for its turn: list_tasks tells how it goes, and changes what an agent changed. What needs a person’s approval is as for create_agent.',
  input: newTaskSchema,
  readOnly: false,
  destructive: false,
  calls: ['task.create', 'task.list', 'task.discard', 'agent.list', 'agent-type.list'],
  run: async (request, call) => {
    const { client, grant, signal, progress, creations } = call;
    const made = await specsOf(request, call);
    const reasons = await reasonsOf(made, grant);
    const specs = made.map(({ spec }) => spec);
    await admitNew(call, specs, reasons);
    return await creations.run(async () => {
      signal.throwIfAborted();
      // An earlier creation may have used up the budget meanwhile.
      await admitNew(call, specs, []);
      const tags = tagsOf(grant, Date.now());
      const attempts = specs.map(({ name: _, purpose: __, ...spec }) => ({ ...spec, tags }));
      const { prompt, check } = request;
      const { taskId } = await client.call('task.create', { prompt, check, attempts }, signal);
      progress('Creating the agents');
      const task = await waitForTaskStart(client, taskId, signal);
      const agents = await allAgents(call);
      if (task.attempts.some(({ agentId }) => isBeyondBudget(agentId, grant, agents))) {
        await client.call('task.discard', { taskId }, signal);
        throw new AppFailure({
          type: 'resource-limit',
          message: `Another program of “${grant.client}” used up the budget meanwhile.`,
        });
      }
      return { facts: described(task), untrusted: reasonsIn([task]) };
    });
  },
});

export const listTasks = tool({
  name: 'list_tasks',
  title: 'List tasks',
  description:
    'Lists your tasks: each attempt with its agent, its state, why it failed, and how its check ended.',
  input: z.object({}),
  readOnly: true,
  destructive: false,
  calls: ['task.list', 'agent.list'],
  run: async (_, call) => {
    const { grant } = call;
    const granted = new Set(
      (await allAgents(call)).filter((agent) => isGranted(agent, grant)).map(({ id }) => id),
    );
    const isYours = ({ agentId, waiting }: Attempt) =>
      granted.has(agentId) || waiting?.tags.includes(clientTag(grant)) === true;
    const { tasks } = await call.client.call('task.list', {}, call.signal);
    const yours = tasks
      .map((task) => ({ ...task, attempts: task.attempts.filter(isYours) }))
      .filter(({ attempts }) => attempts.length > 0);
    return { facts: { tasks: yours.map(described) }, untrusted: reasonsIn(yours) };
  },
});

/** The agents of the task, each with what one of its type has without any wish. */
async function specsOf(
  request: NewTask,
  { client, grant, signal }: ToolCall,
): Promise<{ spec: AgentSpec; base: AgentSpec }[]> {
  if (request.copyOf === undefined && request.repository === undefined)
    throw new AppFailure({
      type: 'invalid-input',
      field: 'copyOf',
      message: 'Give the folder or the repository to copy: copyOf or repository.',
    });
  const { facts } = await waitForEngine(client);
  const { types } = await client.call('agent-type.list', {}, signal);
  const egress = request.egress ?? (grant.allowsInternet ? undefined : 'off');
  return request.agents.flatMap(({ type: id, count }) => {
    const wanted = { ...request, type: id, egress, name: '', tags: [] };
    const made = specOf(wanted, typeOf(wanted, types), facts);
    return Array.from({ length: count }, () => made);
  });
}

/** What the agents reach beyond what one of their type does, each once. */
async function reasonsOf(
  made: readonly { spec: AgentSpec; base: AgentSpec }[],
  grant: Grant,
): Promise<ApprovalReason[]> {
  const all: ApprovalReason[] = [];
  for (const { spec, base } of made)
    all.push(
      ...specWidenings(spec, grant.allowsInternet ? base : withoutInternet(spec)),
      ...(await folderReasons(spec.workspace, grant)),
    );
  const isFirst = ({ kind, subject }: ApprovalReason, index: number) =>
    all.findIndex((other) => other.kind === kind && other.subject === subject) === index;
  return all.filter(isFirst);
}

async function admitNew(
  call: ToolCall,
  specs: readonly AgentSpec[],
  reasons: ApprovalReason[],
): Promise<void> {
  const request = {
    kind: 'create' as const,
    scope: scopeOf(createTask),
    count: specs.length,
    memoryBytes: specs.reduce((sum, { resources }) => sum + resources.memoryBytes, 0),
    reasons,
  };
  const types = [...new Set(specs.map(({ type }) => type))].join(', ');
  const agents = specs.length === 1 ? 'an agent' : `${specs.length} agents`;
  await admit(call, request, await allAgents(call), `hand over a task to ${agents} of ${types}`);
}

function described({ id, title, attempts }: Task): Record<string, unknown> {
  return {
    id,
    title,
    attempts: attempts.map(({ number, agentName, type, state, checkExitCode }) => ({
      number,
      agent: agentName,
      type,
      state,
      ...(checkExitCode === undefined ? {} : { checkExitCode }),
    })),
  };
}

/** A reason may hold what an agent wrote. */
function reasonsIn(tasks: readonly Task[]): Record<string, string> {
  const lines = tasks.flatMap(({ attempts }) =>
    attempts.flatMap(({ agentName, reason }) => (reason === undefined ? [] : `${agentName}: ${reason}`)),
  );
  return { 'why attempts wait or failed': lines.join('\n') };
}
