import type { DiskItem } from '../../electron/contract/disk.ts';
import { useAgentName } from '../store/use-agent.ts';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { sizeWords } from './disk-labels.ts';

const kinds: Record<DiskItem['kind'], string> = {
  container: 'Container',
  volume: 'Volume',
  log: 'Log',
  snapshot: 'Snapshot',
  image: 'Image',
};

/** All items that take space, the largest first; removable items have a checkbox. */
export function DiskTable(props: {
  items: readonly DiskItem[];
  chosen: readonly string[];
  busy: boolean;
  onChoose: (ids: readonly string[]) => void;
}) {
  const toggle = (id: string, on: boolean) =>
    props.onChoose(on ? [...props.chosen, id] : props.chosen.filter((each) => each !== id));
  return (
    <Table label="Disk usage" className="max-h-96 rounded-md border">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">Choose</span>
          </Th>
          <Th>What</Th>
          <Th>Agent</Th>
          <Th align="right">Size</Th>
          <Th>Can it go?</Th>
        </tr>
      </thead>
      <tbody>
        {props.items.map((item) => (
          <Tr key={item.id}>
            <Td>
              {item.removal !== 'kept' && (
                <Checkbox
                  label={`Choose ${item.label}`}
                  labelHidden
                  disabled={props.busy}
                  checked={props.chosen.includes(item.id)}
                  onCheckedChange={(on) => toggle(item.id, on)}
                />
              )}
            </Td>
            <Td className="max-w-56">
              <div className="truncate" title={item.label}>
                {item.label}
              </div>
              <div className="text-sm text-subtle">{kinds[item.kind]}</div>
            </Td>
            <Td className="text-muted">{item.agentId && <AgentName agentId={item.agentId} />}</Td>
            <Td align="right" className="whitespace-nowrap">
              {sizeWords(item.bytes)}
            </Td>
            <Td className="text-sm">
              {item.removal === 'safe' ? 'Safe. ' : item.removal === 'loses' ? 'Loses it. ' : 'Kept. '}
              <span className="text-muted">{item.why}</span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function AgentName({ agentId }: { agentId: string }) {
  return useAgentName(agentId);
}
