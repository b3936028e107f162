import { Button } from '../../ui/buttons/button.tsx';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { IconPlus, IconTrash } from '../../ui/icons.ts';
import { Fold } from '../../ui/layout/fold.tsx';
import { sectionValues } from '../section-values.ts';
import type { FieldsProps } from './fields-props.ts';

/** Plain environment variables. The hint is honest about where their values can be read. */
export function EnvironmentFields({ form, change, errors }: FieldsProps) {
  const update = (key: number, part: { name?: string; value?: string }) =>
    change({ env: form.env.map((variable) => (variable.key === key ? { ...variable, ...part } : variable)) });
  const add = () => change({ env: [...form.env, { key: Date.now(), name: '', value: '' }] });
  return (
    <Fold
      title="Environment variables"
      value={sectionValues.environment(form)}
      mustShow={errors.env !== undefined}
    >
      {form.env.map((variable, index) => (
        <div key={variable.key} className="flex items-end gap-2">
          <TextField
            label={`Variable ${index + 1} name`}
            labelHidden
            mono
            className="flex-3"
            placeholder="NAME"
            value={variable.name}
            onValueChange={(name) => update(variable.key, { name })}
          />
          <TextField
            label={`Variable ${index + 1} value`}
            labelHidden
            mono
            className="flex-2"
            placeholder="value"
            value={variable.value}
            onValueChange={(value) => update(variable.key, { value })}
          />
          <IconButton
            label={`Remove variable ${index + 1}`}
            icon={IconTrash}
            onClick={() => change({ env: form.env.filter((other) => other.key !== variable.key) })}
          />
        </div>
      ))}
      {errors.env && (
        <p role="alert" className="text-failed text-sm">
          {errors.env}
        </p>
      )}
      <div className="flex items-start gap-3">
        <Button size="sm" icon={IconPlus} onClick={add}>
          Add variable
        </Button>
        <span className="text-sm text-subtle">
          The agent and everybody who may use the engine can read the values: no passwords or keys here.
        </span>
      </div>
    </Fold>
  );
}
