import { STAND_IN } from '../../../electron/contract/masks.ts';
import type { CallOutput } from '../../../electron/contract/registry.ts';
import type { FieldErrors } from '../../agent-form/form.ts';
import { type HiddenForm, masksOf, masksWith } from '../../agent-form/workspace-form.ts';
import { formatNumber } from '../../format/number.ts';
import { Switch } from '../../ui/fields/switch.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';

type Masks = CallOutput<'agent.check'>['masks'];
type Place = NonNullable<Masks>['places'][number];

/** What the agent does not see of a folder: the masks as text, and what they match, with a switch each. */
export function HiddenFields(props: {
  form: HiddenForm;
  change: (part: Partial<HiddenForm>) => void;
  errors: FieldErrors;
  masks: Masks;
  /** Whether the folder is copied. Otherwise it is mounted, and what appears in it later is seen. */
  isCopy: boolean;
}) {
  const { form, change, errors, masks, isCopy } = props;
  const places = masks?.places ?? [];
  return (
    <>
      <TextField
        label="Hidden from the agent"
        mono
        value={form.masks}
        placeholder=".env*, .ssh, content:private-key"
        onValueChange={(text) => change({ masks: text })}
        error={errors['workspace.masks']}
        hint={hintOf(form, masks, isCopy)}
      />
      {places.length > 0 && (
        <ul
          aria-label="Found in the folder"
          className="grid max-h-40 grid-cols-2 gap-x-4 gap-y-2 overflow-y-auto rounded-md border px-3 py-2"
        >
          {places.map((place) => (
            <HiddenPlaceRow key={place.path} place={place} form={form} change={change} />
          ))}
        </ul>
      )}
    </>
  );
}

function HiddenPlaceRow({
  place,
  form,
  change,
}: {
  place: Place;
  form: HiddenForm;
  change: (part: Partial<HiddenForm>) => void;
}) {
  const { path, reason, tracked, canStandIn } = place;
  const name = path.split('/').pop() ?? path;
  const isHidden = !masksOf(form.masks).includes(`!${path}`);
  const isInstead = form.standIns.includes(path);
  return (
    <li className="flex min-w-0 flex-wrap items-start justify-between gap-x-6 gap-y-1">
      <Switch
        label={`Hide ${path}`}
        description={tracked ? `${reason}; git tracks it, and its history holds it` : reason}
        checked={isHidden}
        onCheckedChange={(hidden) => change({ masks: masksWith(form.masks, path, hidden) })}
      />
      {canStandIn && isHidden && (
        <Switch
          label={`Show ${name}${STAND_IN} instead`}
          checked={isInstead}
          onCheckedChange={(on) =>
            change({ standIns: [...form.standIns.filter((each) => each !== path), ...(on ? [path] : [])] })
          }
        />
      )}
    </li>
  );
}

/** What the masks do in this folder now. */
function hintOf({ masks: text }: HiddenForm, masks: Masks, isCopy: boolean): string {
  if (masksOf(text).length === 0) return 'Nothing is hidden: keys that lie in the folder can be read.';
  if (!masks) {
    return 'Names at any depth, paths below the folder, or content:private-key and content:token for what files hold.';
  }
  const hidden = masks.places.filter((place) => place.hidden).length;
  const count = hidden === 1 ? 'One place is hidden' : `${formatNumber(hidden)} places are hidden`;
  return [
    hidden === 0 ? 'Nothing to hide is there now.' : isCopy ? `${count}: not in the copy.` : `${count}.`,
    isCopy ? '' : 'What appears later, or is replaced on your side while it runs, is not hidden.',
    masks.isPartial ? 'The folder is too large to be looked through: name paths.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
