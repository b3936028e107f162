import { useStore } from '../store/store.ts';
import { IconBox, IconTerminal2 } from '../ui/icons.ts';
import { RadioCards } from '../ui/radio-group.tsx';
import { TextField } from '../ui/text-field.tsx';
import { type AgentForm, withType } from './form.ts';
import type { FieldsProps } from './new-agent-dialog.tsx';

const types = [
  {
    value: 'shell' as const,
    label: 'Shell',
    description: 'A Node.js image with a shell, to run anything in.',
    icon: IconTerminal2,
  },
  { value: 'custom' as const, label: 'Custom image', description: 'Any image, any command.', icon: IconBox },
];

/** Who the agent is and what it runs. */
export function IdentityFields({
  form,
  change,
  errors,
  setForm,
}: FieldsProps & { setForm: (update: (form: AgentForm) => AgentForm) => void }) {
  const engine = useStore((state) => state.engine);
  const facts = engine.status === 'connected' ? engine.facts : undefined;
  return (
    <>
      <div className="grid grid-cols-3 gap-x-4 gap-y-3">
        <TextField
          label="Name"
          autoFocus
          value={form.name}
          onValueChange={(name) => change({ name })}
          error={errors.name}
        />
        <TextField
          label="Purpose"
          value={form.purpose}
          placeholder="Optional: what it is for"
          onValueChange={(purpose) => change({ purpose })}
          error={errors.purpose}
        />
        <TextField
          label="Tags"
          value={form.tags}
          placeholder="Optional, parted by commas"
          onValueChange={(tags) => change({ tags })}
          error={errors.tags}
        />
      </div>
      <RadioCards
        label="Agent type"
        columns={2}
        options={types}
        value={form.type}
        onValueChange={(type) => setForm((current) => withType(current, type, facts))}
      />
      <div className="grid grid-cols-2 gap-x-4 gap-y-3" data-field="image">
        <TextField
          label="Image"
          mono
          value={form.image}
          placeholder="debian:bookworm-slim"
          onValueChange={(image) => change({ image })}
          error={errors.image}
        />
        {form.type === 'custom' && (
          <TextField
            label="Command"
            mono
            value={form.command}
            placeholder="The image's own"
            onValueChange={(command) => change({ command })}
            error={errors.command}
          />
        )}
      </div>
    </>
  );
}
