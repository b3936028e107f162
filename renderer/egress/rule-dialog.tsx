import { type FormEvent, useId, useState } from 'react';
import type { WrittenRule } from '../../electron/contract/egress-rule.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { toAppError } from '../ipc/to-app-error.ts';
import { FormButtons } from '../ui/buttons/form-buttons.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { Select } from '../ui/fields/select.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { canBeOpaque, endOf, type Lasting, type RuleForm, readRule, ruleFormOf } from './rule-form.ts';

const effects = [
  { value: 'allow' as const, label: 'Allow' },
  { value: 'deny' as const, label: 'Deny' },
];

/** Adds or edits a rule. Only rules of a running agent may last until the agent stops. */
export function RuleDialog(props: {
  rule?: WrittenRule | undefined;
  /** Absent for a rule of a set, which never expires. */
  lasting?: { running: boolean } | undefined;
  /** Rejects with the error, and the dialog stays open. `end` is a result of `endOf`. */
  onSave: (rule: WrittenRule, end: number | null | undefined) => Promise<void>;
  onClose: () => void;
}) {
  const formId = useId();
  const [form, setForm] = useState(() => ruleFormOf(props.rule));
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const read = readRule(form);
  const errors = submitted && 'errors' in read ? read.errors : {};
  const change = (part: Partial<RuleForm>) => setForm((current) => ({ ...current, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog of a set has its own form around this one.
    event.stopPropagation();
    setSubmitted(true);
    if ('errors' in read || busy) return;
    setBusy(true);
    setFailure(undefined);
    props
      .onSave(read.rule, props.lasting ? endOf(form.lasts, Date.now()) : undefined)
      .then(props.onClose, (thrown: unknown) => {
        setBusy(false);
        setFailure(toAppError(thrown));
      });
  };
  return (
    <Dialog
      open
      title={props.rule ? 'Edit rule' : 'Add rule'}
      description="A deny beats every allow, whatever their order."
      closeOnOutsideClick={false}
      onOpenChange={(open) => !open && props.onClose()}
      footer={<FormButtons form={formId} submitLabel="Save rule" busy={busy} onCancel={props.onClose} />}
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-3">
        {failure && <AppErrorPanel title="The rule was not saved" error={failure} />}
        <div className="flex flex-wrap items-start gap-4">
          <SegmentedControl
            label="Effect"
            options={effects}
            value={form.effect}
            onValueChange={(effect) => change({ effect })}
          />
          {props.lasting && (
            <Select
              label="Lasts"
              className="w-52"
              options={lastingOptions(props.lasting.running)}
              value={form.lasts}
              onValueChange={(lasts) => change({ lasts })}
            />
          )}
        </div>
        <TextField
          label="Host"
          mono
          value={form.host}
          placeholder="*.example.com"
          hint="*.example.com is one level below, **.example.com any depth."
          onValueChange={(host) => change({ host })}
          error={errors.host}
        />
        <TextField
          label="Ports"
          mono
          value={form.ports}
          placeholder={form.effect === 'allow' ? '80, 443' : 'every port'}
          onValueChange={(ports) => change({ ports })}
          error={errors.ports}
        />
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField
            label="Methods"
            mono
            value={form.methods}
            placeholder="any"
            onValueChange={(methods) => change({ methods })}
            error={errors.methods}
          />
          <TextField
            label="Paths"
            mono
            value={form.paths}
            placeholder="any"
            onValueChange={(paths) => change({ paths })}
            error={errors.paths}
          />
        </div>
        {(form.methods.trim() !== '' || form.paths.trim() !== '') && (
          <p className="text-muted text-sm">
            The gateway has to read requests for this: it opens the TLS of this host, with an authority that
            the agent trusts. A path means itself and everything below it.
          </p>
        )}
        {form.effect === 'allow' && (
          <Checkbox
            label="Any protocol in tunnels"
            description="Otherwise a tunnel must be TLS that names this host. Weaker: nobody sees what passes."
            checked={form.anyProtocol}
            onCheckedChange={(anyProtocol) => change({ anyProtocol })}
          />
        )}
        {canBeOpaque(form) && (
          <Checkbox
            label="Do not intercept"
            description="For programs that pin a certificate or trust no authority but their own. Nothing inside is read: no credential is filled in, methods and paths of other rules do not count, and on a server that many sites share another site can be reached."
            checked={form.opaque}
            onCheckedChange={(opaque) => change({ opaque })}
          />
        )}
        <TextField
          label="Note"
          value={form.note}
          onValueChange={(note) => change({ note })}
          error={errors.note}
        />
      </form>
    </Dialog>
  );
}

function lastingOptions(running: boolean): { value: Lasting; label: string; disabled?: boolean }[] {
  return [
    { value: 'always', label: 'Always' },
    { value: 'ten-minutes', label: 'For 10 minutes' },
    { value: 'hour', label: 'For 1 hour' },
    { value: 'until-stopped', label: 'Until the agent stops', disabled: !running },
  ];
}
