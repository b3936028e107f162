import type { LockChoice } from '../../electron/contract/lock-choices.ts';
import { printable } from '../../electron/lib/printable.ts';
import { formatNumber } from '../format/number.ts';
import { formatBytes } from '../format/quantity.ts';
import { Badge } from '../ui/badge.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';

const HOSTS_SHOWN = 4;

/** The proposed entries of the allowlist, each with the seen hosts that it allows. */
export function ProposalTable(props: {
  choices: readonly LockChoice[];
  isChosen: (choice: LockChoice) => boolean;
  onChoose: (keys: string[], chosen: boolean) => void;
}) {
  const { choices, isChosen, onChoose } = props;
  const chosen = choices.filter(isChosen).length;
  const all = chosen === choices.length ? true : chosen === 0 ? false : 'indeterminate';
  return (
    <Table label="Proposed allowlist" className="max-h-[52vh] rounded-md border border-line-strong">
      <thead>
        <tr>
          <Th className="w-8">
            <Checkbox
              label="All entries"
              labelHidden
              checked={all}
              onCheckedChange={(next) =>
                onChoose(
                  choices.map(({ key }) => key),
                  next,
                )
              }
            />
          </Th>
          <Th className="w-1/3">Entry</Th>
          <Th className="w-1/3">Seen</Th>
          <Th align="right">Requests</Th>
          <Th align="right">Up</Th>
          <Th align="right">Down</Th>
        </tr>
      </thead>
      <tbody>
        {choices.map((choice) => (
          <Row
            key={choice.key}
            choice={choice}
            chosen={isChosen(choice)}
            onChoose={(next) => onChoose([choice.key], next)}
          />
        ))}
      </tbody>
    </Table>
  );
}

function Row(props: { choice: LockChoice; chosen: boolean; onChoose: (chosen: boolean) => void }) {
  const { choice, chosen, onChoose } = props;
  const { hosts, kind, used } = choice;
  const name = printable(choice.name);
  const sum = (of: (host: LockChoice['hosts'][number]) => number) =>
    hosts.reduce((total, host) => total + of(host), 0);
  return (
    <Tr>
      <Td>
        <Checkbox label={name} labelHidden checked={chosen} onCheckedChange={onChoose} />
      </Td>
      <Td className="max-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <span className={kind === 'set' ? 'truncate' : 'truncate font-mono text-sm'} title={name}>
            {name}
          </span>
          {kind === 'set' && <Badge>Set</Badge>}
          {kind === 'pattern' && <Badge>Pattern</Badge>}
        </span>
      </Td>
      <Td className="max-w-0 truncate text-muted text-sm" title={hostsLabel(choice, hosts.length)}>
        {hostsLabel(choice, HOSTS_SHOWN)}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {used ? formatNumber(sum(({ requests }) => requests)) : '–'}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {used ? formatBytes(sum(({ bytesUp }) => bytesUp)) : '–'}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {used ? formatBytes(sum(({ bytesDown }) => bytesDown)) : '–'}
      </Td>
    </Tr>
  );
}

function hostsLabel({ hosts, kind, used }: LockChoice, shown: number): string {
  if (!used) return 'On its list already, not used while learning';
  const names = [...new Set(hosts.map(({ host, port }) => (kind === 'host' ? `port ${port}` : host)))];
  const more = names.length > shown ? ` and ${names.length - shown} more` : '';
  return printable(names.slice(0, shown).join(', ')) + more;
}
