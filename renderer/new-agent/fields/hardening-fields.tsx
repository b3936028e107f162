import type { Isolation } from '../../../electron/contract/agent-spec.ts';
import { withSeccomp } from '../../agent-form/form.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { callShell } from '../../ipc/shell.ts';
import { Select } from '../../ui/fields/select.tsx';
import { Switch } from '../../ui/fields/switch.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Fold } from '../../ui/layout/fold.tsx';
import { sectionValues } from '../section-values.ts';
import type { FieldsProps } from './fields-props.ts';

const switches: { field: SwitchField; label: string; description: string }[] = [
  {
    field: 'readOnlyRoot',
    label: 'Read-only root filesystem',
    description: 'Only home, /tmp and the workspace can be written.',
  },
  {
    field: 'dropAllCapabilities',
    label: 'Drop all capabilities',
    description: 'No special rights, not even for root inside.',
  },
  {
    field: 'noNewPrivileges',
    label: 'No new privileges',
    description: 'setuid programs such as sudo gain nothing.',
  },
  {
    field: 'nonRoot',
    label: 'Run as non-root',
    description: 'With your user id inside, not as the image’s root.',
  },
];

const FIELDS = ['isolation.seccomp', 'isolation.tmpBytes'];

type SwitchField = 'readOnlyRoot' | 'dropAllCapabilities' | 'noNewPrivileges' | 'nonRoot';

/** Every hardening option of the sandbox, folded: for people who know why they switch one off. */
export function HardeningFields({ form, change, errors }: FieldsProps) {
  const isolation = form.isolation;
  const set = (part: Partial<Isolation>) => change({ isolation: { ...isolation, ...part } });
  const chooseSeccomp = async (kind: string) => {
    if (kind === 'default' || kind === 'tightened') return change(withSeccomp(form, { kind }, undefined));
    const { file } = await callShell('dialog.open-text', { title: 'Seccomp profile', extensions: ['json'] });
    if (file) change(withSeccomp(form, { kind: 'custom', name: file.name }, file.text));
  };
  const customLabel =
    isolation.seccomp.kind === 'custom' ? `Custom: ${isolation.seccomp.name}` : 'Custom file…';
  return (
    <Fold
      title="Customize hardening"
      value={sectionValues.hardening(form)}
      mustShow={FIELDS.some((field) => errors[field] !== undefined)}
    >
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        {switches.map(({ field, label, description }) => (
          <Switch
            key={field}
            label={label}
            description={description}
            checked={isolation[field]}
            onCheckedChange={(checked) => set({ [field]: checked })}
          />
        ))}
        <Select
          label="Seccomp profile"
          options={[
            { value: 'default', label: 'Engine default' },
            { value: 'tightened', label: 'Tightened', description: 'Bulkhead’s own, smaller list' },
            { value: 'custom', label: customLabel },
          ]}
          value={isolation.seccomp.kind}
          onValueChange={(kind) => {
            chooseSeccomp(kind).catch((thrown: unknown) =>
              showFailure('The profile could not be read', thrown),
            );
          }}
          error={errors['isolation.seccomp']}
        />
        <TextField
          label="Size of /tmp"
          value={form.tmp}
          placeholder="100m"
          title={isolation.readOnlyRoot ? 'In memory, within its limit.' : 'On disk, as all it writes.'}
          disabled={!isolation.readOnlyRoot}
          onValueChange={(tmp) => change({ tmp })}
          error={errors['isolation.tmpBytes']}
        />
      </div>
    </Fold>
  );
}
