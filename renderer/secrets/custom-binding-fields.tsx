import { Select } from '../ui/fields/select.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import type { SecretFieldsProps } from './secret-fields-props.ts';
import type { PlaceKind } from './secret-form.ts';

const places: { value: PlaceKind; label: string; description: string }[] = [
  { value: 'header', label: 'Header', description: 'Anywhere in that header' },
  { value: 'query', label: 'Query parameter', description: 'The parameter’s whole value' },
  { value: 'basic', label: 'Basic authentication', description: 'As the password, as git does over HTTPS' },
];

/** The hosts that receive a secret without a built-in provider, and its place in a request. */
export function CustomBindingFields({ form, change, errors }: SecretFieldsProps) {
  return (
    <>
      <TextArea
        label="Hosts"
        mono
        rows={2}
        value={form.hosts}
        placeholder="api.example.com"
        hint="One per line. Only these get the value; everywhere else the placeholder stays a placeholder."
        onValueChange={(hosts) => change({ hosts })}
        error={errors.hosts}
      />
      <div className="grid grid-cols-2 items-start gap-3">
        <Select
          label="Place"
          options={places}
          value={form.place}
          onValueChange={(place) => change({ place })}
        />
        {form.place !== 'basic' && (
          <TextField
            label={form.place === 'header' ? 'Header name' : 'Parameter name'}
            mono
            value={form.placeName}
            onValueChange={(placeName) => change({ placeName })}
            error={errors.placeName}
          />
        )}
      </div>
      <TextField
        label="Agent’s variable"
        mono
        value={form.envName}
        placeholder="EXAMPLE_TOKEN"
        hint="The environment variable that holds the placeholder in the agent."
        onValueChange={(envName) => change({ envName })}
        error={errors.envName}
      />
    </>
  );
}
