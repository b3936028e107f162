import { readFile } from 'node:fs/promises';
import { command, flag, many, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { parseDuration } from '../format.ts';
import { runOnce } from '../run/run-once.ts';
import { SPEC_OPTIONS } from '../spec-options.ts';

const DAY_MS = 86_400_000;

export const run = command({
  name: 'run',
  summary: 'Create an agent, run a program in it, and stream what it prints',
  details: [
    'The program is what follows the options, or the agent type’s own with the prompt of `--prompt` or `--prompt-file`. Exits with the program’s code; with 5 when `--timeout` was over; with 4 when the program succeeded but a `--fail-on` flag refuses the outcome; with 125 when nothing could run.',
    'With `--rm` nothing stays. A run that was killed leaves an agent with a lease; the next run with `--rm` removes it once the lease is over, or at once when the process that held it has ended.',
    'With `--json` each line is an object: `created` (the agent), `output` (source and text), and at last `result` (exit code, changed files, decisions of the gateway).',
  ],
  takesCommand: true,
  exitsWithProgram: true,
  arguments: { command: many('The program and its arguments') },
  options: {
    name: text('-n, --name <name>', 'Name; a free one when left out'),
    ...SPEC_OPTIONS,
    interactive: flag('-i, --interactive', 'Pass standard input to the program'),
    rm: flag('--rm', 'Remove the agent and its files at the end'),
    prompt: text('--prompt <text>', 'What the agent type’s program is to do'),
    promptFile: text('--prompt-file <file>', 'The same, from a file'),
    timeout: text('--timeout <duration>', 'End the program after so long, such as 30m; 24h when left out'),
    patch: text('--patch <file>', 'Write the changes in the workspace to a file, for “git apply”'),
    egressLog: text('--egress-log <file>', 'Write what the gateway decided to a file, as lines of JSON'),
    failOnBlocked: flag('--fail-on-blocked', 'Fail when a request was blocked'),
    failOnRisky: flag('--fail-on-risky', 'Fail when a changed file has a risk'),
  },
  examples: [
    {
      line: 'bulkhead run --rm --image node:24-slim --copy . -- npm test',
      does: 'The tests of this folder, on a copy of it',
    },
    {
      line: 'bulkhead run --rm --type claude-code --copy . --prompt-file task.md --timeout 30m --patch out.patch',
      does: 'Lets the agent do the task, and keeps what it changed as a patch',
    },
  ],
  run: async ({ args, options }, context) => {
    if (options.prompt !== undefined && options.promptFile !== undefined)
      throw new UsageError('Give one of --prompt and --prompt-file.');
    const timeoutMs = options.timeout === undefined ? DAY_MS : parseDuration(options.timeout);
    if (!timeoutMs) throw new UsageError('--timeout is a duration such as 90s, 30m or 2h.');
    const prompt = options.promptFile === undefined ? options.prompt : await readPrompt(options.promptFile);
    if ((prompt === undefined) === (args.command.length === 0))
      throw new UsageError(
        'Name a program after the options, or give a prompt with --prompt or --prompt-file.',
      );
    return await runOnce(context, { options, command: args.command, prompt, timeoutMs });
  },
});

async function readPrompt(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--prompt-file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
