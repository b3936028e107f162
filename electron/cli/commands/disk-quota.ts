import { diskQuotaSchema } from '../../contract/disk.ts';
import { formatBytes } from '../../contract/sizes.ts';
import { AGENT, command, one, optional, text } from '../definition.ts';
import { oneOf, sizeFrom } from '../values.ts';

export const diskQuota = command({
  name: 'disk quota',
  summary: 'Show or change what an agent may keep on the engine',
  details: [
    'It is for the container’s layer and the agent’s own volumes together. Engines cannot enforce it: it is measured once a minute while the app or “bulkhead serve” runs.',
  ],
  arguments: {
    agent: one(AGENT),
    size: optional('The most that it may keep, such as 10g; “off”: no quota'),
  },
  options: { action: text('--action <action>', 'When it keeps more: warn (default), pause or stop') },
  examples: [
    { line: 'bulkhead disk quota demo 10g --action pause', does: 'Freezes the agent when it keeps more' },
    { line: 'bulkhead disk quota demo', does: 'The quota, and what the agent keeps' },
    { line: 'bulkhead disk quota demo off', does: 'Removes the quota' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const { action: actions } = diskQuotaSchema.shape;
    const action = oneOf('--action', actions.options, options.action);
    const bytes = args.size === undefined || args.size === 'off' ? null : sizeFrom('The quota', args.size);
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const quotas = async () => (await opened.client.call('disk.quotas', {}, signal))[agentId] ?? null;
    const present = await quotas();
    if (args.size !== undefined || (action !== undefined && present)) {
      const limit = args.size === undefined ? (present?.quota.bytes ?? null) : bytes;
      const quota =
        limit === null ? null : { bytes: limit, action: action ?? present?.quota.action ?? 'warn' };
      await opened.client.call('disk.set-quota', { agentId, quota }, signal);
    }
    const state = await quotas();
    output.table(
      state,
      ['QUOTA', 'ACTION', 'USED'],
      [
        [
          state ? formatBytes(state.quota.bytes) : 'none',
          state?.quota.action ?? '-',
          state?.usedBytes === undefined ? '?' : formatBytes(state.usedBytes),
        ],
      ],
    );
    return 0;
  },
});
