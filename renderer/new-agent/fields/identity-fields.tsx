import { TextField } from '../../ui/fields/text-field.tsx';
import type { FieldsProps } from './fields-props.ts';

/** The agent's name, purpose and tags. */
export function IdentityFields({ form, change, errors }: FieldsProps) {
  return (
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
        placeholder="Optional, separated by commas"
        onValueChange={(tags) => change({ tags })}
        error={errors.tags}
      />
    </div>
  );
}
