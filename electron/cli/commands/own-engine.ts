import { AppFailure } from '../../contract/error.ts';
import type { OwnEngine, OwnEngineRemoval } from '../../contract/own-engine.ts';
import type { Context } from '../context.ts';
import { command, flag, text } from '../definition.ts';
import { runOperation } from '../operation.ts';

const SOURCES = ['packages', 'download'] as const;

const status = command({
  name: 'engine status',
  summary: 'Show the app’s own engine, and what this machine lacks for one',
  details: [
    'An engine of its own is rootless Docker under your account, for a Linux machine without Docker. Everything of it is in one folder of the data folder.',
  ],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead engine status', does: 'Whether it runs, or how to get it' }],
  run: async (_, { output, session, signal }) => {
    const own = await (await session()).client.call('own-engine.get', {}, signal);
    output.result(own, () => statusLines(own));
    return 0;
  },
});

const start = command({
  name: 'engine start',
  summary: 'Start an engine of the app’s own, and use it from now on',
  details: [
    'It is started only where no other engine is named or answers. It goes on until “bulkhead engine stop”; one that the app starts by itself is stopped when the app ends, unless agents run. With “--from download”, Docker’s own programs are downloaded in a pinned version, and their checksums are verified.',
  ],
  arguments: {},
  options: {
    from: text('--from <source>', 'Where its programs are from: packages (of the distribution) or download'),
  },
  examples: [{ line: 'bulkhead engine start', does: 'Rootless Docker with the programs of this machine' }],
  run: async ({ options }, context) => {
    const source = SOURCES.find((each) => each === options.from);
    if (options.from !== undefined && source === undefined)
      throw new AppFailure({ type: 'invalid-input', message: 'Write --from packages or --from download.' });
    const wish = { lasting: true, ...(source === undefined ? {} : { source }) };
    const opened = await context.session();
    await runOperation(opened, context, () => opened.client.call('own-engine.start', wish, context.signal));
    return await show(context);
  },
});

const stop = command({
  name: 'engine stop',
  summary: 'Stop the app’s own engine',
  details: ['It is refused while agents run on it. What is on it stays for the next start.'],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead engine stop', does: 'Its processes end' }],
  run: async (_, context) => {
    const opened = await context.session();
    await runOperation(opened, context, () => opened.client.call('own-engine.stop', {}, context.signal));
    return await show(context);
  },
});

const rm = command({
  name: 'engine rm',
  summary: 'Remove the app’s own engine with everything on it',
  details: ['Without “--force” it only says what would be deleted.'],
  arguments: {},
  options: { force: flag('-f, --force', 'Delete it: agents, their workspaces, and images') },
  examples: [{ line: 'bulkhead engine rm --force', does: 'Nothing of it is left on this machine' }],
  run: async ({ options }, context) => {
    const opened = await context.session();
    // The host of this command starts it, and only then it can say what is on it.
    await opened.connected().catch(() => undefined);
    const removal = await opened.client.call('own-engine.removal', {}, context.signal);
    if (!options.force) {
      context.output.result(removal, () => [removalSentence(removal), 'Add --force to delete it.']);
      return 1;
    }
    await runOperation(opened, context, () => opened.client.call('own-engine.remove', {}, context.signal));
    return await show(context);
  },
});

async function show({ output, session, signal }: Context): Promise<number> {
  const own = await (await session()).client.call('own-engine.get', {}, signal);
  output.result(own, () => statusLines(own));
  return 0;
}

function statusLines(own: OwnEngine): string[] {
  const lines = [`${own.status}${own.isUsed ? ', used' : ''}: ${own.url}`];
  if (own.status === 'running')
    lines.push(
      own.isLasting
        ? 'It runs until it is stopped.'
        : 'It runs while the app, a command or an agent needs it.',
    );
  if (own.limits !== undefined && own.status !== 'absent') lines.push(own.limits);
  if (own.status === 'running') return lines;
  if (own.refusal !== undefined) return [...lines, own.refusal];
  return [
    ...lines,
    ...own.sources.flatMap(({ kind, version, missing, command: bring }) => [
      `from ${kind}${version === undefined ? '' : ` (Docker ${version})`}: ${missing.length === 0 ? 'ready' : `lacks ${missing.join(', ')}`}`,
      ...(bring === undefined ? [] : [`  ${bring}`]),
    ]),
  ];
}

function removalSentence({ folder, agents, images }: OwnEngineRemoval): string {
  if (agents === undefined || images === undefined)
    return `All agents, workspaces and images in ${folder} would be deleted.`;
  const names = agents.length === 0 ? 'no agents' : `the agents ${agents.join(', ')} with their workspaces`;
  const imageText = images === 1 ? 'one image' : `${images} images`;
  return `This would delete ${names}, ${imageText}, and ${folder}.`;
}

export const ownEngine = [status, start, stop, rm];
