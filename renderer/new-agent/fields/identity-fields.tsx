import { TextField } from '../../ui/fields/text-field.tsx';
import { Fold } from '../../ui/layout/fold.tsx';
import type { FieldsProps } from './fields-props.ts';

/** The agent's name and purpose. */
export function IdentityFields({ form, change, errors }: FieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3">
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
    </div>
  );
}

/** The words by which the fleet can be filtered. */
export function TagFields({ form, change, errors }: FieldsProps) {
  return (
    <Fold title="Tags" value={form.tags.trim() || 'none'} mustShow={errors.tags !== undefined}>
      <TextField
        label="Tags"
        labelHidden
        value={form.tags}
        placeholder="Optional, separated by commas"
        onValueChange={(tags) => change({ tags })}
        error={errors.tags}
      />
    </Fold>
  );
}
