import { cpusRange, PIDS_RANGE } from '../agent-form/limit-ranges.ts';
import type { Problems } from '../agent-update/plan.ts';
import { NumberField } from '../ui/fields/number-field.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Section } from '../ui/layout/section.tsx';
import type { SandboxForm, Staged } from './sandbox-form.ts';

export type SandboxFieldsProps = {
  form: SandboxForm;
  problems: Problems;
  stage: (change: Staged) => void;
  disabled: boolean;
};

/** The agent's resource limits, which can change while it runs. */
export function LimitsFields({
  form,
  problems,
  stage,
  disabled,
  maximumCpus,
}: SandboxFieldsProps & { maximumCpus: number }) {
  return (
    <Section title="Limits">
      <div className="grid max-w-2xl grid-cols-3 items-start gap-4">
        <TextField
          label="Memory limit"
          value={form.memory}
          placeholder="Unlimited"
          disabled={disabled}
          onValueChange={(memory) => stage({ memory })}
          error={problems.memory}
          hint="Such as 512m or 2g; no extra swap."
        />
        <NumberField
          label="CPUs"
          {...cpusRange(maximumCpus)}
          value={form.cpus}
          disabled={disabled}
          onValueChange={(cpus) => stage({ cpus })}
          error={problems.cpus}
          hint={`Of ${maximumCpus} on the engine.`}
        />
        <NumberField
          label="Process limit"
          {...PIDS_RANGE}
          value={form.pids}
          disabled={disabled}
          onValueChange={(pids) => stage({ pids })}
          error={problems.pids}
          hint="Stops fork bombs."
        />
      </div>
    </Section>
  );
}
