import { useId, useMemo } from 'react';
import { useStore } from '../../store/store.ts';
import { TextField } from '../../ui/fields/text-field.tsx';
import { groupsOf } from './groups-of.ts';

/** The group that an agent joins: typed, or one of the existing groups. */
export function GroupField(props: {
  value: string;
  onValueChange: (group: string) => void;
  error: string | undefined;
  disabled?: boolean | undefined;
  className?: string | undefined;
}) {
  const agents = useStore((state) => state.agentsById);
  const groups = useMemo(() => groupsOf(Object.values(agents)), [agents]);
  const listId = useId();
  return (
    <>
      <TextField
        label="Group"
        list={listId}
        value={props.value}
        placeholder="None: it reaches no other agent"
        hint="Agents of one group reach each other directly and by name, and through each other what their egress allows."
        onValueChange={props.onValueChange}
        error={props.error}
        disabled={props.disabled}
        className={props.className}
      />
      <datalist id={listId}>
        {groups.map((group) => (
          <option key={group} value={group} />
        ))}
      </datalist>
    </>
  );
}
