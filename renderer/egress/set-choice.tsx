import type { EgressSet } from '../../electron/contract/egress-sets.ts';
import { allSets } from '../../electron/contract/own-sets.ts';
import { scopeLabel } from '../../electron/contract/rule-scope.ts';
import { selectOwnSets } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Checkbox } from '../ui/fields/checkbox.tsx';

const HOSTS_SHOWN = 3;

/** Returns all sets, the built-in ones first. */
export function useSets(): readonly EgressSet[] {
  return allSets(useStore(selectOwnSets));
}

/** Selects the named sets that an agent uses, and shows their hosts. */
export function SetChoice(props: { chosen: readonly string[]; onChange: (chosen: string[]) => void }) {
  const { chosen, onChange } = props;
  const sets = useSets();
  const missing = chosen.filter((id) => !sets.some((set) => set.id === id));
  const choose = (id: string, on: boolean) =>
    onChange(on ? [...chosen, id] : chosen.filter((setId) => setId !== id));
  return (
    <ul aria-label="Rule sets" className="grid grid-cols-2 gap-x-4 gap-y-2">
      {sets.map((set) => (
        <li key={set.id} title={set.rules.map(ruleLine).join('\n')}>
          <Checkbox
            label={set.name}
            description={
              <>
                {set.description && <span className="block">{set.description}</span>}
                <span className="wrap-anywhere font-mono text-subtle text-xs">{hostsLabel(set)}</span>
              </>
            }
            checked={chosen.includes(set.id)}
            onCheckedChange={(on) => choose(set.id, on)}
          />
        </li>
      ))}
      {missing.map((id) => (
        <li key={id}>
          <Checkbox
            label={`${id} (no longer exists)`}
            description="It allows nothing."
            checked
            onCheckedChange={(on) => choose(id, on)}
          />
        </li>
      ))}
    </ul>
  );
}

function hostsLabel({ rules }: EgressSet): string {
  if (rules.length === 0) return 'empty';
  const hosts = rules
    .slice(0, HOSTS_SHOWN)
    .map(({ effect, host }) => (effect === 'deny' ? `not ${host}` : host));
  const hiddenCount = rules.length - hosts.length;
  return hosts.join(', ') + (hiddenCount > 0 ? ` and ${hiddenCount} more` : '');
}

function ruleLine(rule: EgressSet['rules'][number]): string {
  return `${rule.effect === 'deny' ? 'Deny' : 'Allow'} ${rule.host}: ${scopeLabel(rule)}`;
}
