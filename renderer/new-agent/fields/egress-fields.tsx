import { GroupField } from '../../agents/group/group-field.tsx';
import { SetChoice } from '../../egress/set-choice.tsx';
import { SegmentedControl } from '../../ui/fields/radio-group.tsx';
import { TextArea } from '../../ui/fields/text-area.tsx';
import { IconFilter, IconLock, IconWorld } from '../../ui/icons.ts';
import { Fold } from '../../ui/layout/fold.tsx';
import { sectionValues } from '../section-values.ts';
import type { FieldsProps } from './fields-props.ts';

const egressModes = [
  { value: 'off' as const, label: 'Off', icon: IconLock },
  { value: 'allowlist' as const, label: 'Allowlist', icon: IconFilter },
  { value: 'full' as const, label: 'Full', icon: IconWorld },
];

/** What the agent reaches: the mode of its egress and the domains, and folded the rule sets and its group. */
export function EgressFields({ form, change, errors }: FieldsProps) {
  const isAllowlist = form.egress === 'allowlist';
  return (
    <div className="flex flex-col gap-2">
      <SegmentedControl
        label="Internet egress"
        options={egressModes}
        value={form.egress}
        onValueChange={(egress) => change({ egress })}
      />
      {isAllowlist && (
        <TextArea
          label="Allowed domains"
          mono
          rows={2}
          value={form.allowedDomains}
          placeholder={'registry.npmjs.org\n*.githubusercontent.com'}
          hint="One per line. *.example.com is one level below, **.example.com any depth."
          onValueChange={(allowedDomains) => change({ allowedDomains })}
          error={errors['egress.allowedDomains']}
        />
      )}
      <Fold title="Egress details" value={sectionValues.egress(form)} mustShow={errors.group !== undefined}>
        {isAllowlist && (
          <div className="flex flex-col gap-1">
            <p className="font-medium text-muted text-sm">Rule sets</p>
            <div className="max-h-56 overflow-auto rounded-md border p-3">
              <SetChoice chosen={form.sets} onChange={(sets) => change({ sets })} />
            </div>
          </div>
        )}
        <GroupField value={form.group} onValueChange={(group) => change({ group })} error={errors.group} />
      </Fold>
    </div>
  );
}
