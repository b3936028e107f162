import type { EngineFacts } from '../../electron/contract/engine.ts';
import { tierOptions } from '../agent-form/tier-options.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Select } from '../ui/fields/select.tsx';
import { Switch } from '../ui/fields/switch.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Section } from '../ui/layout/section.tsx';
import type { SandboxFieldsProps } from './limits-fields.tsx';
import { tierAdvice } from './tier-advice.ts';

const switches = [
  {
    field: 'readOnlyRoot',
    label: 'Read-only root filesystem',
    description: 'Only home, /tmp and the workspace can be written.',
  },
  {
    field: 'dropAllCapabilities',
    label: 'Drop all capabilities',
    description: 'None of root’s powers, not even for root inside.',
  },
  {
    field: 'noNewPrivileges',
    label: 'No new privileges',
    description: 'Set-uid programs such as sudo gain nothing.',
  },
  {
    field: 'nonRoot',
    label: 'Run as non-root',
    description: 'With your user id inside, not as the image’s root.',
  },
] as const;

/** The settings that need a new container. Changes are staged here and applied by "Apply changes". */
export function HardeningFields({
  form,
  problems,
  stage,
  disabled,
  facts,
  seccompError,
}: SandboxFieldsProps & { facts: EngineFacts | undefined; seccompError: string | undefined }) {
  const chooseFile = async () => {
    const { file } = await callShell('dialog.open-text', { title: 'Seccomp profile', extensions: ['json'] });
    if (file) stage({ seccomp: { kind: 'custom', name: file.name }, seccompProfile: file.text });
  };
  const openFile = () => {
    chooseFile().catch((thrown: unknown) => showFailure('The profile could not be read', thrown));
  };
  const chooseSeccomp = (kind: 'default' | 'tightened' | 'custom') =>
    kind === 'custom' ? openFile() : stage({ seccomp: { kind } });
  const { seccomp } = form;
  const advice = tierAdvice(form.runtime, facts);
  return (
    <Section title="Hardening">
      <div className="grid max-w-4xl grid-cols-2 gap-x-8 gap-y-3">
        {switches.map(({ field, label, description }) => (
          <Switch
            key={field}
            label={label}
            description={description}
            checked={form[field]}
            disabled={disabled}
            onCheckedChange={(checked) => stage({ [field]: checked })}
          />
        ))}
        <TextField
          label="Size of /tmp"
          value={form.tmp}
          disabled={disabled || !form.readOnlyRoot}
          onValueChange={(tmp) => stage({ tmp })}
          error={problems.tmp}
          hint={
            form.readOnlyRoot
              ? 'Such as 100m or 1g; in memory, of its memory limit. /var/tmp has the same.'
              : 'On a root that it writes to, /tmp lies on the engine’s disk.'
          }
        />
        <div className="flex items-end gap-2 self-start">
          <Select
            className="flex-1"
            label="Seccomp profile"
            options={[
              { value: 'default', label: 'Engine default' },
              {
                value: 'tightened',
                label: 'Tightened',
                description: 'No tracing, namespaces, io_uring or raw sockets',
              },
              {
                value: 'custom',
                label: seccomp.kind === 'custom' ? `Custom: ${seccomp.name}` : 'Custom file…',
              },
            ]}
            value={seccomp.kind}
            onValueChange={chooseSeccomp}
            disabled={disabled}
            error={seccompError}
          />
          {seccomp.kind === 'custom' && (
            <Button disabled={disabled} onClick={openFile}>
              Choose file…
            </Button>
          )}
        </div>
        <Select
          label="Isolation tier"
          options={tierOptions(facts)}
          value={form.runtime}
          onValueChange={(runtime) => stage({ runtime })}
          disabled={disabled}
        />
      </div>
      <p className="max-w-4xl text-muted text-sm">{advice}</p>
    </Section>
  );
}
