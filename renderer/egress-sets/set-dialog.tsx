import { type FormEvent, useState } from 'react';
import type { WrittenRule } from '../../electron/contract/egress-rule.ts';
import { egressSetSchema, newSetId } from '../../electron/contract/egress-sets.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { allSets, ownSetsSchema } from '../../electron/contract/own-sets.ts';
import { scopeLabel } from '../../electron/contract/rule-scope.ts';
import { RuleDialog } from '../egress/rule-dialog.tsx';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { toAppError } from '../ipc/to-app-error.ts';
import { openDialog } from '../store/actions.ts';
import { selectOwnSets } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { FormButtons } from '../ui/buttons/form-buttons.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { IconPencil, IconPlus, IconTrash } from '../ui/icons.ts';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { saveSets } from './save-sets.ts';

const back = () => openDialog({ kind: 'settings', section: 'sets' });

/** Adds a named set of rules, or changes the one with `id`. */
export function SetDialog({ id }: { id: string | undefined }) {
  const own = useStore(selectOwnSets);
  const known = own.find((set) => set.id === id);
  const [name, setName] = useState(known?.name ?? '');
  const [description, setDescription] = useState(known?.description ?? '');
  const [rules, setRules] = useState<readonly WrittenRule[]>(known?.rules ?? []);
  /** The index of the rule that is edited; the length of the list for a new rule. */
  const [editing, setEditing] = useState<number>();
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState<boolean>(false);
  const [failure, setFailure] = useState<AppError>();
  const set = {
    id: known?.id ?? newSetId(name, allSets(own)),
    name: name.trim(),
    description,
    rules: [...rules],
  };
  const problems = egressSetSchema.safeParse(set).error?.issues ?? [];
  const all = known ? own.map((each) => (each.id === known.id ? set : each)) : [...own, set];
  const nameProblem = ownSetsSchema.safeParse(all).error?.issues.find(({ path }) => path.at(-1) === 'name');
  const errorOf = (field: string) =>
    submitted ? problems.find(({ path }) => path[0] === field)?.message : undefined;
  const save = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (problems.length > 0 || nameProblem || busy) return;
    setBusy(true);
    saveSets(all).then(back, (thrown: unknown) => {
      setBusy(false);
      setFailure(toAppError(thrown));
    });
  };
  const put = (rule: WrittenRule) =>
    setRules((current) =>
      editing === undefined || editing >= current.length
        ? [...current, rule]
        : current.map((each, index) => (index === editing ? rule : each)),
    );
  return (
    <Dialog
      open
      size="md"
      title={known ? `Edit ${known.name}` : 'Add set'}
      closeOnOutsideClick={false}
      onOpenChange={(open) => !open && back()}
      footer={<FormButtons form="set-form" submitLabel="Save set" busy={busy} onCancel={back} />}
    >
      <form id="set-form" noValidate onSubmit={save} className="flex flex-col gap-3">
        {failure && <AppErrorPanel title="The set was not saved" error={failure} />}
        <TextField
          label="Set name"
          value={name}
          placeholder="Company services"
          onValueChange={setName}
          error={errorOf('name') ?? (submitted ? nameProblem?.message : undefined)}
        />
        <TextField
          label="Description"
          value={description}
          onValueChange={setDescription}
          error={errorOf('description')}
        />
        <div className="flex items-center justify-between">
          <span className="font-medium text-muted text-sm">Rules</span>
          <Button size="sm" icon={IconPlus} onClick={() => setEditing(rules.length)}>
            Add rule
          </Button>
        </div>
        {errorOf('rules') && <p className="text-failed text-sm">{errorOf('rules')}</p>}
        {rules.length === 0 && <p className="text-sm text-subtle">No rules yet: the set allows nothing.</p>}
        <ul aria-label="Rules of the set" className="flex max-h-72 flex-col overflow-auto">
          {rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rules may say the same
            <li key={index} className="flex min-h-7 items-center gap-2 border-t">
              <Badge tone={rule.effect === 'allow' ? 'success' : 'danger'}>
                {rule.effect === 'allow' ? 'Allow' : 'Deny'}
              </Badge>
              <span className="truncate font-mono text-sm">{rule.host}</span>
              <span className="min-w-0 flex-1 truncate text-muted text-sm">{scopeLabel(rule)}</span>
              <IconButton
                size="sm"
                icon={IconPencil}
                label={`Edit ${rule.host}`}
                onClick={() => setEditing(index)}
              />
              <IconButton
                size="sm"
                tone="danger"
                icon={IconTrash}
                label={`Remove ${rule.host}`}
                onClick={() => setRules((current) => current.filter((_, at) => at !== index))}
              />
            </li>
          ))}
        </ul>
      </form>
      {editing !== undefined && (
        <RuleDialog
          rule={rules[editing]}
          onSave={async (rule) => put(rule)}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Dialog>
  );
}
