import { BASIC_TYPES } from '../../../electron/contract/basic-types.ts';
import { type AgentForm, withPreset } from '../../agent-form/form.ts';
import { tierOptions } from '../../agent-form/tier-options.ts';
import { usableType } from '../../agents/agent-type.ts';
import { selectEngineFacts } from '../../store/slices/engine-slice.ts';
import { useStore } from '../../store/store.ts';
import { SegmentedControl } from '../../ui/fields/radio-group.tsx';
import { Select } from '../../ui/fields/select.tsx';
import type { FieldsProps } from './fields-props.ts';

const presets = [
  { value: 'strict' as const, label: 'Strict', description: 'No internet, tightest system calls.' },
  { value: 'balanced' as const, label: 'Balanced', description: 'Internet by allowlist, read-only system.' },
  { value: 'open' as const, label: 'Open', description: 'Whole internet, writable system.' },
];

/** The preset of the sandbox, and the tier that separates the agent from the host. */
export function IsolationFields({
  form,
  change,
  errors,
  setForm,
}: FieldsProps & { setForm: (update: (form: AgentForm) => AgentForm) => void }) {
  const facts = useStore(selectEngineFacts);
  const type = useStore((state) => usableType(state.agentTypes, form.type)) ?? BASIC_TYPES.custom;
  const tiers = tierOptions(facts);
  return (
    <div className="flex items-start gap-4">
      <SegmentedControl
        label="Isolation preset"
        options={presets}
        value={form.preset}
        onValueChange={(preset) => setForm((current) => withPreset(current, type, preset, facts))}
      />
      <Select
        className="flex-1"
        label="Isolation tier"
        options={tiers}
        value={form.isolation.runtime || facts?.defaultRuntime || tiers[0]?.value || 'runc'}
        onValueChange={(runtime) => change({ isolation: { ...form.isolation, runtime } })}
        error={errors['isolation.runtime']}
      />
    </div>
  );
}
