import { useState } from 'react';
import type { DiskItem } from '../../electron/contract/disk.ts';
import { formatNumber } from '../format/number.ts';
import { formatBytes } from '../format/quantity.ts';
import { useAgentName } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { type DiskGroup, diskGroups } from './disk-groups.ts';
import { sizeWords } from './disk-labels.ts';

const kinds: Record<DiskItem['kind'], string> = {
  container: 'Container',
  volume: 'Volume',
  log: 'Log',
  snapshot: 'Snapshot',
  image: 'Image',
};

const COLUMNS = 4;

interface Choice {
  chosen: readonly string[];
  busy: boolean;
  onChoose: (ids: readonly string[]) => void;
}

/** All items that take space, by agent, the largest first; removable items have a checkbox. */
export function DiskTable({ items, ...choice }: Choice & { items: readonly DiskItem[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const { groups, foldedCount } = diskGroups(items, showsAll);
  return (
    <Table label="Disk usage" className="max-h-96 rounded-md border">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">Choose</span>
          </Th>
          <Th>What</Th>
          <Th align="right">Size</Th>
          <Th>Can it go?</Th>
        </tr>
      </thead>
      {groups.map((group) => (
        <Group key={group.agentId ?? ''} group={group} {...choice} />
      ))}
      {(foldedCount > 0 || showsAll) && (
        <tbody>
          <tr>
            <td colSpan={COLUMNS} className="px-2 py-1">
              <Button
                size="sm"
                variant="ghost"
                aria-expanded={showsAll}
                onClick={() => setShowsAll(!showsAll)}
              >
                {showsAll
                  ? 'Hide what takes no space'
                  : `Show ${formatNumber(foldedCount)} that ${foldedCount === 1 ? 'takes' : 'take'} no space`}
              </Button>
            </td>
          </tr>
        </tbody>
      )}
    </Table>
  );
}

function Group({ group, chosen, busy, onChoose }: Choice & { group: DiskGroup }) {
  const toggle = (id: string, on: boolean) =>
    onChoose(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <tbody>
      <tr>
        <td className="h-8 border-b bg-raised" />
        <th scope="rowgroup" className="max-w-56 truncate border-b bg-raised px-2 text-left font-medium">
          {group.agentId === undefined ? (
            'Shared, or of removed agents'
          ) : (
            <AgentName agentId={group.agentId} />
          )}
        </th>
        <td className="figures border-b bg-raised px-2 text-right font-medium whitespace-nowrap">
          {formatBytes(group.bytes)}
        </td>
        <td className="border-b bg-raised" />
      </tr>
      {group.items.map((item) => (
        <Tr key={item.id}>
          <Td className="w-8">
            {item.removal !== 'kept' && (
              <Checkbox
                label={`Choose ${item.label}`}
                labelHidden
                disabled={busy}
                checked={chosen.includes(item.id)}
                onCheckedChange={(on) => toggle(item.id, on)}
              />
            )}
          </Td>
          <Td className="max-w-56 py-1">
            <div className="truncate" title={item.label}>
              {item.label}
            </div>
            {kinds[item.kind] !== item.label && <div className="text-sm text-subtle">{kinds[item.kind]}</div>}
          </Td>
          <Td align="right" className="whitespace-nowrap">
            {sizeWords(item.bytes)}
          </Td>
          <Td className="py-1 text-sm">
            {item.removal === 'safe' ? 'Safe. ' : item.removal === 'loses' ? 'Loses it. ' : 'Kept. '}
            <span className="text-muted">{item.why}</span>
          </Td>
        </Tr>
      ))}
    </tbody>
  );
}

function AgentName({ agentId }: { agentId: string }) {
  return useAgentName(agentId) ?? 'An agent that was removed';
}
