import { typeIcons, usableType, usableTypes } from '../agents/agent-type.ts';
import { useStore } from '../store/store.ts';
import { RadioCards } from '../ui/radio-group.tsx';
import { TextField } from '../ui/text-field.tsx';
import { type AgentForm, withType } from './form.ts';
import type { FieldsProps } from './new-agent-dialog.tsx';

/** Who the agent is and what it runs. */
export function IdentityFields({
  form,
  change,
  errors,
  setForm,
}: FieldsProps & { setForm: (update: (form: AgentForm) => AgentForm) => void }) {
  const engine = useStore((state) => state.engine);
  const facts = engine.status === 'connected' ? engine.facts : undefined;
  const types = useStore((state) => state.agentTypes);
  const usable = usableTypes(types);
  const choose = (id: string) => {
    const type = usableType(types, id);
    if (type) setForm((current) => withType(current, type, facts));
  };
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
        columns={3}
        options={usable.map(({ id, label, description, icon }) => ({
          value: id,
          label,
          description,
          icon: typeIcons[icon],
        }))}
        value={form.type}
        onValueChange={choose}
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
