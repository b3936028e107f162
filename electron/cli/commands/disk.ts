import { formatBytes } from '../../contract/sizes.ts';
import { command } from '../definition.ts';

export const disk = command({
  name: 'disk',
  summary: 'Show what takes space on the engine',
  arguments: {},
  options: {},
  examples: [
    {
      line: 'bulkhead disk',
      does: 'Each thing of Bulkhead’s with its size, and what removing it would lose',
    },
  ],
  run: async (_, { output, session, signal }) => {
    const opened = await session();
    await opened.connected();
    const usage = await opened.client.call('disk.usage', {}, signal);
    output.table(
      usage,
      ['KIND', 'SIZE', 'REMOVAL', 'WHAT'],
      usage.items.map(({ kind, bytes, removal, label }) => [
        kind,
        bytes === null ? '?' : formatBytes(bytes),
        removal,
        label,
      ]),
    );
    return 0;
  },
});
