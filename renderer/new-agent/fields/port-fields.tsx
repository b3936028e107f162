import { TextField } from '../../ui/fields/text-field.tsx';
import { Fold } from '../../ui/layout/fold.tsx';
import { sectionValues } from '../section-values.ts';
import type { FieldsProps } from './fields-props.ts';

/** The ports of the agent that this machine's localhost leads to. */
export function PortFields({ form, change, errors }: FieldsProps) {
  return (
    <Fold title="Ports" value={sectionValues.ports(form)} mustShow={errors.ports !== undefined}>
      <TextField
        label="Published ports"
        mono
        value={form.ports}
        placeholder="3000, 8080:80"
        hint="The agent’s ports on this machine’s localhost, while Bulkhead runs. 8080:80 takes another number here."
        onValueChange={(ports) => change({ ports })}
        error={errors.ports}
      />
    </Fold>
  );
}
