import { useState } from 'react';
import { BASIC_TYPES } from '../../../electron/contract/basic-types.ts';
import { type AgentForm, withPreset } from '../../agent-form/form.ts';
import { tierOptions } from '../../agent-form/tier-options.ts';
import { usableType } from '../../agents/agent-type.ts';
import { GroupField } from '../../agents/group/group-field.tsx';
import { SetChoice } from '../../egress/set-choice.tsx';
import { selectEngineFacts } from '../../store/slices/engine-slice.ts';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { RadioCards, SegmentedControl } from '../../ui/fields/radio-group.tsx';
import { Select } from '../../ui/fields/select.tsx';
import { TextArea } from '../../ui/fields/text-area.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { IconAdjustments, IconChevronRight, IconFilter, IconLock, IconWorld } from '../../ui/icons.ts';
import type { FieldsProps } from './fields-props.ts';
import { HardeningFields } from './hardening-fields.tsx';
import { summarize } from './summary.ts';

const presets = [
  { value: 'strict' as const, label: 'Strict', description: 'No internet, tightest system calls.' },
  { value: 'balanced' as const, label: 'Balanced', description: 'Internet by allowlist, read-only system.' },
  { value: 'open' as const, label: 'Open', description: 'Whole internet, writable system.' },
];

const egressModes = [
  { value: 'off' as const, label: 'Off', icon: IconLock },
  { value: 'allowlist' as const, label: 'Allowlist', icon: IconFilter },
  { value: 'full' as const, label: 'Full', icon: IconWorld },
];

/** The isolation around the agent: preset, egress, limits, tier, and the single switches behind "Customize". */
export function SandboxFields({
  form,
  change,
  errors,
  setForm,
}: FieldsProps & { setForm: (update: (form: AgentForm) => AgentForm) => void }) {
  const facts = useStore(selectEngineFacts);
  const type = useStore((state) => usableType(state.agentTypes, form.type)) ?? BASIC_TYPES.custom;
  const [customizing, setCustomizing] = useState(false);
  const tiers = tierOptions(facts);
  return (
    <div className="flex flex-col gap-3">
      <RadioCards
        label="Isolation preset"
        options={presets}
        value={form.preset}
        onValueChange={(preset) => setForm((current) => withPreset(current, type, preset, facts))}
      />
      <ul
        aria-label="What this means"
        className="flex flex-col gap-0.5 rounded-md bg-surface px-3 py-2 text-muted text-sm"
      >
        {summarize(form, facts).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <SegmentedControl
        label="Internet egress"
        options={egressModes}
        value={form.egress}
        onValueChange={(egress) => change({ egress })}
      />
      {form.egress === 'allowlist' && (
        <TextArea
          label="Allowed domains"
          mono
          rows={4}
          value={form.allowedDomains}
          placeholder={'registry.npmjs.org\n*.githubusercontent.com'}
          hint="One a line. *.example.com is one level below, **.example.com any depth."
          onValueChange={(allowedDomains) => change({ allowedDomains })}
          error={errors['egress.allowedDomains']}
        />
      )}
      {form.egress === 'allowlist' && (
        <details className="group">
          <summary className="flex w-fit list-none items-center gap-1.5 text-muted text-sm hover:text-fg">
            <IconChevronRight
              aria-hidden
              size={12}
              stroke={2}
              className="transition-transform group-open:rotate-90"
            />
            Rule sets{form.sets.length > 0 && `: ${form.sets.length} chosen`}
          </summary>
          <div className="mt-2 max-h-64 overflow-auto rounded-md border p-3">
            <SetChoice chosen={form.sets} onChange={(sets) => change({ sets })} />
          </div>
        </details>
      )}
      <GroupField value={form.group} onValueChange={(group) => change({ group })} error={errors.group} />
      <div className="grid grid-cols-4 items-start gap-x-4 gap-y-3">
        <TextField
          label="Memory limit"
          value={form.memory}
          placeholder="512m"
          onValueChange={(memory) => change({ memory })}
          error={errors['resources.memoryBytes']}
        />
        <NumberField
          label="CPUs"
          min={0.25}
          max={facts?.cpus ?? 64}
          step={0.5}
          value={form.cpus}
          onValueChange={(cpus) => change({ cpus })}
          error={errors['resources.cpus']}
        />
        <NumberField
          label="Process limit"
          min={1}
          max={100_000}
          step={64}
          value={form.pids}
          onValueChange={(pids) => change({ pids })}
          error={errors['resources.pids']}
        />
        <TextField
          label="Size of /tmp"
          value={form.tmp}
          placeholder="100m"
          hint={form.isolation.readOnlyRoot ? 'In memory, within its limit.' : 'On disk, as all it writes.'}
          disabled={!form.isolation.readOnlyRoot}
          onValueChange={(tmp) => change({ tmp })}
          error={errors['isolation.tmpBytes']}
        />
        <Select
          className="col-span-2"
          label="Isolation tier"
          options={tiers}
          value={form.isolation.runtime || facts?.defaultRuntime || tiers[0]?.value || 'runc'}
          onValueChange={(runtime) => change({ isolation: { ...form.isolation, runtime } })}
          error={errors['isolation.runtime']}
        />
      </div>
      <div>
        <Button
          size="sm"
          variant="ghost"
          icon={IconAdjustments}
          className="-ml-2.5"
          aria-expanded={customizing}
          onClick={() => setCustomizing(!customizing)}
        >
          Customize
        </Button>
      </div>
      {customizing && (
        <>
          <HardeningFields form={form} change={change} errors={errors} />
          <TextField
            label="Published ports"
            mono
            value={form.ports}
            placeholder="3000, 8080:80"
            hint="The agent’s ports on this machine’s localhost, while Bulkhead runs. 8080:80 takes another number here."
            onValueChange={(ports) => change({ ports })}
            error={errors.ports}
          />
        </>
      )}
    </div>
  );
}
