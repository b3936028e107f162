import { cpusRange, PIDS_RANGE } from '../../agent-form/limit-ranges.ts';
import { selectEngineFacts } from '../../store/slices/engine-slice.ts';
import { useStore } from '../../store/store.ts';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import type { FieldsProps } from './fields-props.ts';

/** What the agent may take of the machine: one row, as low as a title with its values would be. */
export function LimitsFields({ form, change, errors }: FieldsProps) {
  const facts = useStore(selectEngineFacts);
  return (
    <div className="grid grid-cols-3 items-start gap-x-3">
      <TextField
        label="Memory limit"
        value={form.memory}
        placeholder="512m"
        onValueChange={(memory) => change({ memory })}
        error={errors['resources.memoryBytes']}
      />
      <NumberField
        label="CPUs"
        {...cpusRange(facts?.cpus)}
        value={form.cpus}
        onValueChange={(cpus) => change({ cpus })}
        error={errors['resources.cpus']}
      />
      <NumberField
        label="Process limit"
        {...PIDS_RANGE}
        value={form.pids}
        onValueChange={(pids) => change({ pids })}
        error={errors['resources.pids']}
      />
    </div>
  );
}
