import { ACTING_LABEL } from '../../../electron/contract/acting.ts';
import { actingOf } from '../../agent-form/acting-form.ts';
import { Switch } from '../../ui/fields/switch.tsx';
import type { FieldsProps } from './fields-props.ts';

/** Whether the agent's program acts without asking; nothing for a type without that choice. */
export function ActWithoutAsking({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  if (form.startWithoutAsking.length === 0) return null;
  const { acts, byDefault, reason } = actingOf(form);
  return (
    <Switch
      label={ACTING_LABEL}
      description={reason}
      checked={acts}
      onCheckedChange={(checked) => change({ acting: { acts: checked, against: byDefault } })}
    />
  );
}
