import { type FormEvent, useId, useState } from 'react';
import { ENGINE_HOST, type HostService, hostServiceSchema } from '../../electron/contract/egress-rule.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { toAppError } from '../ipc/to-app-error.ts';
import { selectEngineFacts } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { FormButtons } from '../ui/buttons/form-buttons.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';

const places = [
  { value: 'engine' as const, label: 'The engine’s machine' },
  { value: 'address' as const, label: 'Another address' },
];

/** Gives an agent access to one service outside the internet, under a name. */
export function ServiceDialog(props: {
  onSave: (service: HostService) => Promise<void>;
  onClose: () => void;
}) {
  const formId = useId();
  const isDesktop = useStore(selectEngineFacts)?.isDesktop === true;
  const [form, setForm] = useState({
    name: '',
    host: '',
    port: '',
    address: '',
    place: places[0]?.value ?? 'engine',
  });
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const read = hostServiceSchema.safeParse({
    name: form.name,
    host: form.host.trim(),
    port: form.port.trim() === '' ? Number.NaN : Number(form.port),
    address: form.place === 'engine' ? ENGINE_HOST : form.address.trim(),
  });
  const errorOf = (field: keyof HostService) =>
    submitted ? read.error?.issues.find(({ path }) => path[0] === field)?.message : undefined;
  const change = (part: Partial<typeof form>) => setForm((current) => ({ ...current, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (!read.success || busy) return;
    setBusy(true);
    setFailure(undefined);
    props.onSave(read.data).then(props.onClose, (thrown: unknown) => {
      setBusy(false);
      setFailure(toAppError(thrown));
    });
  };
  return (
    <Dialog
      open
      title="Add host service"
      description="A model server, database or registry on the host or its network, which the agent reaches through the gateway under a name of your choice."
      closeOnOutsideClick={false}
      onOpenChange={(open) => !open && props.onClose()}
      footer={<FormButtons form={formId} submitLabel="Add service" busy={busy} onCancel={props.onClose} />}
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-3">
        {failure && <AppErrorPanel title="The service was not added" error={failure} />}
        <Callout tone="warning" title="This is a way into your own network">
          The agent can do there whatever the service lets anybody do. Only this address and port open, every
          request is on record, and the rule goes when you remove it.
        </Callout>
        <TextField
          label="Service name"
          value={form.name}
          placeholder="Ollama"
          onValueChange={(name) => change({ name })}
          error={errorOf('name')}
        />
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField
            label="Host name in the agent"
            mono
            value={form.host}
            placeholder="models.internal"
            onValueChange={(host) => change({ host })}
            error={errorOf('host')}
          />
          <TextField
            label="Port"
            mono
            value={form.port}
            placeholder="11434"
            onValueChange={(port) => change({ port })}
            error={errorOf('port') && 'A port is 1 to 65535.'}
          />
        </div>
        <SegmentedControl
          label="Where it listens"
          options={places}
          value={form.place}
          onValueChange={(place) => change({ place })}
          hint={
            form.place === 'engine'
              ? `The service must listen on an address that containers reach (0.0.0.0 or the bridge’s), not on 127.0.0.1 alone.${isDesktop ? ' With Docker Desktop that machine is its virtual one: for your own, give the address of host.docker.internal, usually 192.168.65.254.' : ''}`
              : undefined
          }
        />
        {form.place === 'address' && (
          <TextField
            label="Address"
            mono
            value={form.address}
            placeholder="192.168.1.20"
            onValueChange={(address) => change({ address })}
            error={errorOf('address')}
          />
        )}
      </form>
    </Dialog>
  );
}
