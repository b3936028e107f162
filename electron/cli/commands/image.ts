import type { ListedImage } from '../../contract/images.ts';
import { changePreferences } from '../change-preferences.ts';
import { command, flag, list, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { runOperation } from '../operation.ts';

const IMAGE = 'Name of an image, or the beginning of its id';

const build = command({
  name: 'image build',
  summary: 'Build the image of an agent type',
  details: [
    'Without an own base and arguments the type’s are used. `--base` and `--arg` are remembered as your settings of this type; `--reset` forgets them.',
  ],
  arguments: { type: one('Id of an agent type (“bulkhead types”)') },
  options: {
    fresh: flag('--fresh', 'Pull the base again, and build even if the image exists'),
    base: text('--base <image>', 'Build it on this image'),
    arg: list('--arg <NAME=VALUE>', 'Argument of the build'),
    reset: flag('--reset', 'Build it as the type says'),
  },
  examples: [
    { line: 'bulkhead image build claude-code --fresh', does: 'The newest of what its image is made of' },
  ],
  run: async ({ args, options }, context) => {
    const opened = await context.session();
    await opened.connected();
    const { types } = await opened.client.call('agent-type.list', {}, context.signal);
    if (!types.some(({ id }) => id === args.type))
      throw new UsageError(`There is no agent type “${args.type}”.`);
    const buildArgs = Object.fromEntries(options.arg.map(argumentFrom));
    if (options.base !== undefined || options.arg.length > 0 || options.reset)
      await changePreferences(
        opened,
        ({ imageBuilds }) => {
          const { [args.type]: own, ...others } = imageBuilds;
          const present = options.reset ? undefined : own;
          const base = options.base ?? present?.base;
          const changed = {
            ...(base === undefined ? {} : { base }),
            args: { ...present?.args, ...buildArgs },
          };
          const isPlain = base === undefined && Object.keys(changed.args).length === 0;
          return { imageBuilds: isPlain ? others : { ...others, [args.type]: changed } };
        },
        context.signal,
      );
    const { fresh } = options;
    const operation = await runOperation(opened, context, () =>
      opened.client.call('image.build', { typeId: args.type, fresh }, context.signal),
    );
    context.output.result(operation, () => [args.type]);
    return 0;
  },
});

const pull = command({
  name: 'image pull',
  summary: 'Pull an image',
  arguments: { image: one('Name of the image') },
  options: {},
  examples: [{ line: 'bulkhead image pull busybox:stable', does: 'The image is on the engine' }],
  run: async ({ args }, context) => {
    const opened = await context.session();
    await opened.connected();
    const operation = await runOperation(opened, context, () =>
      opened.client.call('image.pull', { reference: args.image }, context.signal),
    );
    context.output.result(operation, () => [args.image]);
    return 0;
  },
});

const remove = command({
  name: 'image rm',
  summary: 'Remove an unused image that Bulkhead made',
  arguments: { image: one(IMAGE) },
  options: {},
  examples: [{ line: 'bulkhead image rm bulkhead/claude-code:2.1', does: 'It is built again when needed' }],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    await opened.connected();
    const { id, references } = imageNamed(await opened.client.call('image.list', {}, signal), args.image);
    await opened.client.call('image.remove', { id }, signal);
    output.result({ id, references }, () => [references[0] ?? id]);
    return 0;
  },
});

const check = command({
  name: 'image check',
  summary: 'Ask a registry whether there is a newer base for an image',
  arguments: { image: one(IMAGE) },
  options: {},
  examples: [
    { line: 'bulkhead image check busybox:stable', does: 'Current, available or unknown, with the reason' },
  ],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    await opened.connected();
    const { id } = imageNamed(await opened.client.call('image.list', {}, signal), args.image);
    const update = await opened.client.call('image.check-update', { id }, signal);
    output.table(update, ['UPDATE', 'WHY'], [[update.status, update.detail]]);
    return 0;
  },
});

export const image = [build, pull, remove, check];

function imageNamed(images: readonly ListedImage[], named: string): ListedImage {
  const found = images.filter(
    ({ id, references }) =>
      references.includes(named) || id === named || (named.length >= 6 && idOf(id).startsWith(idOf(named))),
  );
  const [image] = found;
  if (!image) throw new UsageError(`There is no image “${named}” (“bulkhead images”).`);
  if (found.length > 1) throw new UsageError(`The ids of ${found.length} images begin with “${named}”.`);
  return image;
}

const idOf = (id: string) => id.replace(/^sha256:/, '');

function argumentFrom(entry: string): [string, string] {
  const at = entry.indexOf('=');
  if (at < 1) throw new UsageError(`--arg: “${entry}” is not NAME=VALUE.`);
  return [entry.slice(0, at), entry.slice(at + 1)];
}
