import { ACTING_LABEL } from '../../electron/contract/acting.ts';
import { usableType } from '../agents/agent-type.ts';
import { selectAgentTypes } from '../store/slices/agent-types-slice.ts';
import { useStore } from '../store/store.ts';
import { Switch } from '../ui/fields/switch.tsx';
import { Section } from '../ui/layout/section.tsx';
import type { SandboxFieldsProps } from './limits-fields.tsx';

/** Whether the agent's program acts without asking; nothing for a type without that choice. */
export function ActingField({
  typeId,
  form,
  stage,
  disabled,
}: Pick<SandboxFieldsProps, 'form' | 'stage' | 'disabled'> & { typeId: string }) {
  const type = usableType(useStore(selectAgentTypes), typeId);
  if (!type || type.startWithoutAsking.length === 0) return null;
  return (
    <Section title="Permission questions">
      <Switch
        label={ACTING_LABEL}
        description={`${type.label} then does what it decides without a question. It counts for consoles that open with it.`}
        checked={form.actsWithoutAsking}
        disabled={disabled}
        onCheckedChange={(actsWithoutAsking) => stage({ actsWithoutAsking })}
      />
    </Section>
  );
}
