import type { DiskItem } from '../../contract/disk.ts';
import { formatBytes } from '../../contract/sizes.ts';
import type { Context } from '../context.ts';
import { AGENT, command, flag, many, one, optional } from '../definition.ts';
import { RefusedError, UsageError } from '../exit-code.ts';
import { runOperation } from '../operation.ts';
import type { Session } from '../session.ts';
import { diskQuota } from './disk-quota.ts';

const DRY_RUN = flag('--dry-run', 'Print what would be removed, and remove nothing');

const show = command({
  name: 'disk show',
  summary: 'Show what takes space on the engine',
  details: [
    'REMOVAL is `safe` for what can be made again, `loses` for data that would be lost, and `kept` for what is in use. Nothing that others made is listed.',
  ],
  isDefault: true,
  arguments: { agent: optional(`${AGENT}; without it everything`) },
  options: {},
  examples: [
    {
      line: 'bulkhead disk',
      does: 'Each thing of Bulkhead’s with its size, and what removing it would lose',
    },
    { line: 'bulkhead disk demo', does: 'What one agent takes' },
  ],
  run: async ({ args }, context) => {
    const opened = await context.session();
    const usage = await usageOf(opened, context);
    const agentId = args.agent === undefined ? undefined : (await opened.agent(args.agent)).id;
    const items = usage.items.filter((item) => agentId === undefined || item.agentId === agentId);
    await printItems({ ...usage, items }, opened, context);
    return 0;
  },
});

const remove = command({
  name: 'disk rm',
  summary: 'Remove items that take space',
  details: [
    'Items are named by their ID in “bulkhead disk”, or by the beginning of it. What is in use stays, and what loses data is refused without --force.',
  ],
  arguments: { item: one('Id of an item'), more: many('Further ids') },
  options: { dryRun: DRY_RUN, force: flag('-f, --force', 'Also remove items whose data is lost') },
  examples: [
    {
      line: 'bulkhead disk rm image:4f1c09a7e2b3',
      does: 'Removes one image that is built again when needed',
    },
  ],
  run: async ({ args, options }, context) => {
    const { items } = await usageOf(await context.session(), context);
    const chosen = itemsNamed(items, [args.item, ...args.more]);
    const lost = chosen.filter(({ removal }) => removal === 'loses');
    if (lost.length > 0 && !options.force)
      throw new RefusedError(
        `Nothing was removed: data would be lost (--force).\n${lost.map(({ label, why }) => `${label}: ${why}`).join('\n')}`,
      );
    return await removeItems(chosen, options.dryRun, context);
  },
});

const prune = command({
  name: 'disk prune',
  summary: 'Remove everything that can be made again',
  arguments: {},
  options: { dryRun: DRY_RUN },
  examples: [{ line: 'bulkhead disk prune --dry-run', does: 'What would go, and how much it frees' }],
  run: async ({ options }, context) => {
    const { items } = await usageOf(await context.session(), context);
    const safe = items.filter(({ removal }) => removal === 'safe');
    return await removeItems(safe, options.dryRun, context);
  },
});

/** Prints items as a table, or as JSON with what else `value` holds. */
async function printItems<T extends { items: readonly DiskItem[] }>(
  value: T,
  opened: Session,
  { output }: Context,
): Promise<void> {
  const names = new Map((await opened.agents()).map(({ id, name }) => [id, name]));
  const rows = value.items.map(({ id, kind, agentId, bytes, removal, label }) => [
    shortId(id),
    kind,
    agentId === undefined ? '-' : (names.get(agentId) ?? agentId),
    bytes === null ? '?' : formatBytes(bytes),
    removal,
    label,
  ]);
  output.table(value, ['ID', 'KIND', 'AGENT', 'SIZE', 'REMOVAL', 'WHAT'], rows);
}

/** The ids of images and containers are hashes; 12 digits of them are enough. */
const shortId = (id: string) => id.replace(/^(image|container):(?:sha256:)?([0-9a-f]{12}).*$/, '$1:$2');

/** The items that the texts name, each by its id or a beginning that no other id has. Throws `UsageError`. */
export function itemsNamed(items: readonly DiskItem[], texts: readonly string[]): DiskItem[] {
  const named = texts.map((text) => {
    const found = items.filter(({ id }) => text !== '' && (id.startsWith(text) || shortId(id) === text));
    const item = found.find(({ id }) => id === text) ?? found[0];
    if (!item) throw new UsageError(`Nothing on the disk has the id “${text}”.`);
    if (found.length > 1 && item.id !== text)
      throw new UsageError(`The ids of ${found.length} items begin with “${text}”.`);
    if (item.removal === 'kept') throw new UsageError(`${item.label} stays: ${item.why}`);
    return item;
  });
  return [...new Set(named)];
}

async function usageOf(opened: Session, { signal }: Context) {
  await opened.connected();
  return await opened.client.call('disk.usage', {}, signal);
}

async function removeItems(items: readonly DiskItem[], isDry: boolean, context: Context): Promise<number> {
  const opened = await context.session();
  if (!isDry && items.length > 0)
    await runOperation(opened, context, () =>
      opened.client.call('disk.remove', { ids: items.map(({ id }) => id) }, context.signal),
    );
  const bytes = items.reduce((sum, item) => sum + (item.bytes ?? 0), 0);
  await printItems({ items, bytes, removed: !isDry }, opened, context);
  context.output.note(`${isDry ? 'Would free' : 'Freed'} ${formatBytes(bytes)}.`);
  return 0;
}

export const disk = [show, remove, prune, diskQuota];
