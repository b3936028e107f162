import { cpusRange, PIDS_RANGE } from '../../agent-form/limit-ranges.ts';
import { selectEngineFacts } from '../../store/slices/engine-slice.ts';
import { useStore } from '../../store/store.ts';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Fold } from '../../ui/layout/fold.tsx';
import { sectionValues } from '../section-values.ts';
import type { FieldsProps } from './fields-props.ts';

const FIELDS = ['resources.memoryBytes', 'resources.cpus', 'resources.pids', 'isolation.tmpBytes'];

/** What the agent may take of the machine. */
export function LimitsFields({ form, change, errors }: FieldsProps) {
  const facts = useStore(selectEngineFacts);
  const { readOnlyRoot } = form.isolation;
  return (
    // It starts open: a look at the numbers costs nothing, and most people have an opinion about the memory.
    <Fold
      title="Limits"
      value={sectionValues.limits(form)}
      startsOpen
      mustShow={FIELDS.some((field) => errors[field] !== undefined)}
    >
      <div className="grid grid-cols-4 items-start gap-x-3 gap-y-3">
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
        <TextField
          label="Size of /tmp"
          value={form.tmp}
          placeholder="100m"
          title={readOnlyRoot ? 'In memory, within its limit.' : 'On disk, as all it writes.'}
          disabled={!readOnlyRoot}
          onValueChange={(tmp) => change({ tmp })}
          error={errors['isolation.tmpBytes']}
        />
      </div>
    </Fold>
  );
}
