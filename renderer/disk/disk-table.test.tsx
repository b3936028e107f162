import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { DiskItem } from '../../electron/contract/disk.ts';
import { DiskTable } from './disk-table.tsx';

const item = (id: string, bytes: number, agentId?: string): DiskItem => ({
  id,
  kind: 'volume',
  label: id,
  bytes,
  removal: 'kept',
  why: 'The agent uses it.',
  ...(agentId === undefined ? {} : { agentId }),
});

it('heads each group with its sum and folds what takes no space', () => {
  const items = [item('Workspace', 2048, 'a'), item('Home', 1024, 'a'), item('Empty home', 0, 'b')];
  const html = renderToStaticMarkup(<DiskTable items={items} chosen={[]} busy={false} onChoose={() => {}} />);
  expect(html.match(/scope="rowgroup"/g)).toHaveLength(1);
  expect(html).toContain('3 KiB');
  expect(html).not.toContain('Empty home');
  expect(html).toContain('Show 1 that takes no space');
});
