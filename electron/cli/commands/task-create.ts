import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { waitForTaskStart } from '../../client/wait-for-task.ts';
import { command, flag, list, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { ATTEMPT_OPTIONS, attemptSpecs } from '../task/attempt-specs.ts';

export const createTask = command({
  name: 'task create',
  summary: 'Hand over a task to agents, each on a private copy of a project',
  details: [
    'Returns when each agent works, waits in the queue or cannot begin; “bulkhead task wait” waits for the end. Attempts go on when no app runs, and those in the queue begin while an app, “bulkhead serve” or a command runs. Exits with 1 when none of them could begin.',
    'Each agent gets your credentials for its type, as in the window, and acts without asking: its sandbox is the limit.',
  ],
  arguments: {
    project: one('Folder, or address of a repository with “#branch” after it for a branch or tag'),
  },
  options: {
    prompt: text('--prompt <text>', 'What is to be done'),
    promptFile: text('--prompt-file <file>', 'The same, from a file, or from standard input with “-”'),
    agent: list('--agent <type>', 'Agent type that works on it, or TYPE=N for several agents'),
    check: text('--check <command>', 'Command for “sh” in each copy, once the agent’s program ended well'),
    credentials: flag('--no-credentials', 'Give the agents none of your credentials'),
    ...ATTEMPT_OPTIONS,
    verify: flag('--verify', 'Verify the isolation of each agent once it runs'),
  },
  examples: [
    {
      line: 'bulkhead task create . --prompt "Fix the failing test" --agent claude-code=2 --check "npm test"',
      does: 'Two agents try it, and the tests judge them',
    },
  ],
  run: async ({ args, options }, context) => {
    const { output, signal } = context;
    const prompt = await promptOf(options.prompt, options.promptFile);
    const session = await context.session();
    const { client } = session;
    const [{ facts }, { types }, secrets] = await Promise.all([
      session.connected(),
      client.call('agent-type.list', {}, signal),
      options.credentials ? client.call('secrets.list', {}, signal).then((all) => all.secrets) : [],
    ]);
    const attempts = attemptSpecs(
      { agents: options.agent, project: args.project, options },
      { types, facts, secrets },
      { folder: process.cwd(), environment: process.env },
    );
    const input = {
      prompt,
      check: options.check ?? '',
      attempts,
      verify: options.verify,
      confirmed: options.accept,
    };
    const { taskId } = await client.call('task.create', input, signal);
    const task = await waitForTaskStart(client, taskId, signal);
    output.result(task, () => [task.id]);
    const unbegun = task.attempts.filter(({ state, begunAt }) => state === 'failed' && begunAt === undefined);
    for (const { agentName, reason } of unbegun)
      output.note(`${agentName}: ${reason ?? 'It could not begin.'}`);
    return unbegun.length === task.attempts.length ? 1 : 0;
  },
});

async function promptOf(prompt: string | undefined, file: string | undefined): Promise<string> {
  if ((prompt === undefined) === (file === undefined))
    throw new UsageError('Give the prompt with one of --prompt and --prompt-file.');
  if (file === undefined) return prompt ?? '';
  try {
    return await (file === '-' ? textOf(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--prompt-file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
