import { followStream } from '../../client/follow-stream.ts';
import { ownAgents } from '../../contract/agent.ts';
import { formatBytes } from '../../contract/sizes.ts';
import { type Sample, timeRangeSchema } from '../../contract/stats.ts';
import { AGENT, command, flag, many, text } from '../definition.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';
import { tableLines } from '../table.ts';

const TITLES = ['NAME', 'CPU %', 'MEMORY', 'NETWORK IN / OUT', 'DISK READ / WRITTEN', 'PIDS'];
/** Clears the screen and puts the cursor at its beginning. */
const CLEAR = '\u001b[2J\u001b[H';

export const stats = command({
  name: 'stats',
  summary: 'Show what running agents use',
  details: [
    'Without names: every running agent. With `--json`, or when the output is no terminal, each measurement is printed after the other; an object maps agent names to samples.',
  ],
  arguments: { agent: many(AGENT) },
  options: {
    stream: flag('--no-stream', 'Measure once'),
    history: text('--history <minutes>', 'What was measured in the last 1, 5, 15 or 60 minutes'),
  },
  examples: [
    { line: 'bulkhead stats --no-stream', does: 'CPU, memory, network and disk of all running agents' },
    { line: 'bulkhead stats demo --history 15', does: 'The last quarter of an hour of one agent' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const opened = await session();
    const listed = await opened.agents();
    const selected =
      args.agent.length > 0
        ? await Promise.all(args.agent.map((text) => opened.agent(text)))
        : ownAgents(listed).filter(({ status }) => status === 'running');
    const names = new Map(selected.map(({ id, name }) => [id, name]));
    if (names.size === 0) {
      output.table({}, TITLES, []);
      return 0;
    }
    if (options.history !== undefined)
      return await printHistory(opened, [...names], options.history, { output, signal });
    const input = { focused: [...names.keys()], listed: [] };
    await followStream(opened.client, 'stats.watch', input, signal, (item, end) => {
      const samples = Object.entries(item).filter(([id]) => names.has(id));
      const running = selected.filter(({ status }) => status === 'running').length;
      if (!options.stream && samples.length < running) return;
      print(
        output,
        samples.map(([id, sample]) => [names.get(id) ?? id, sample]),
      );
      if (!options.stream) end();
    });
    return signal.aborted ? EXIT.interrupted : 0;
  },
});

function print(output: Output, samples: [string, Sample][]): void {
  if (output.json) {
    output.value(Object.fromEntries(samples));
    return;
  }
  if (output.isTerminal) output.raw(CLEAR);
  for (const line of tableLines(
    TITLES,
    samples.map(([name, sample]) => rowOf(name, sample)),
  ))
    output.line(line);
}

async function printHistory(
  { client }: Session,
  agents: readonly [string, string][],
  minutes: string,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<number> {
  const range = timeRangeSchema.safeParse(Number(minutes));
  if (!range.success) throw new UsageError('--history is 1, 5, 15 or 60 minutes.');
  const histories = await Promise.all(
    agents.map(async ([agentId, name]) => {
      const input = { agentId, minutes: range.data };
      return [name, await client.call('stats.history', input, signal)] as const;
    }),
  );
  const rows = histories.flatMap(([name, samples]) =>
    samples.map((sample) => [new Date(sample.at).toISOString(), ...rowOf(name, sample)]),
  );
  output.table(Object.fromEntries(histories), ['TIME', ...TITLES], rows);
  return 0;
}

function rowOf(name: string, sample: Sample): string[] {
  return [
    name,
    sample.cpuPercent.toFixed(1),
    formatBytes(sample.memoryBytes),
    `${formatBytes(sample.rxBytes)} / ${formatBytes(sample.txBytes)}`,
    `${formatBytes(sample.readBytes)} / ${formatBytes(sample.writeBytes)}`,
    String(sample.pids),
  ];
}
