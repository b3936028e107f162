import type { EffectiveRules } from '../../electron/contract/isolation.ts';
import { APP_SERVICE } from '../../electron/contract/mcp-grant.ts';
import { scopeLabel } from '../../electron/contract/rule-scope.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconCheck, IconPencil, IconTrash, IconX } from '../ui/icons.ts';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { endLabel, originLabel } from './rule-labels.ts';

export type EffectiveRule = EffectiveRules['rules'][number];

/** Lists all rules of an agent. Only the agent's own rules can be changed here. */
export function EgressRulesTable(props: {
  rules: readonly EffectiveRule[];
  /** Epoch ms. */
  now: number;
  disabled: boolean;
  onEdit: (rule: EffectiveRule) => void;
  onRemove: (rule: EffectiveRule) => void;
}) {
  return (
    <Table label="Egress rules" dense className="max-h-96 rounded-md border">
      <thead>
        <tr>
          <Th>Effect</Th>
          <Th>Host</Th>
          <Th>What</Th>
          <Th>Origin</Th>
          <Th>Ends</Th>
          <Th align="right">
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {props.rules.map((each) => (
          <Row key={each.rule.id} each={each} {...props} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({
  each,
  now,
  disabled,
  onEdit,
  onRemove,
}: { each: EffectiveRule } & Omit<Parameters<typeof EgressRulesTable>[0], 'rules'>) {
  const { rule, note, list } = each;
  const { effect, host, service } = rule;
  return (
    <Tr>
      <Td>
        {effect === 'allow' ? (
          <Badge tone="success" icon={IconCheck}>
            Allow
          </Badge>
        ) : (
          <Badge tone="danger" icon={IconX}>
            Deny
          </Badge>
        )}
      </Td>
      <Td mono className="max-w-72 truncate" title={host} data-selectable>
        {host}
      </Td>
      <Td className="max-w-80 truncate text-muted text-sm" title={note ?? scopeLabel(rule)}>
        {scopeLabel(rule)}
        {service && `, at ${service.address === APP_SERVICE ? 'this app' : service.address}`}
        {note && <span className="text-subtle"> · {note}</span>}
      </Td>
      <Td className="text-sm whitespace-nowrap">{originLabel(rule.origin)}</Td>
      <Td className="figures text-muted text-sm whitespace-nowrap">
        {endLabel(rule, list === 'temporary', now)}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {(list === 'rules' || list === 'temporary') && (
          <IconButton
            size="sm"
            icon={IconPencil}
            label={`Edit ${host}`}
            disabled={disabled}
            onClick={() => onEdit(each)}
          />
        )}
        {list && (
          <IconButton
            size="sm"
            tone="danger"
            icon={IconTrash}
            label={`Delete rule ${host}`}
            disabled={disabled}
            onClick={() => onRemove(each)}
          />
        )}
      </Td>
    </Tr>
  );
}
