import { NumberField } from '../ui/fields/number-field.tsx';
import { Fold } from '../ui/layout/fold.tsx';
import { LIMIT_RANGES, type LimitForm, limitsFrom, limitsText } from './limit-form.ts';

/** What a task may use before its agents are paused and the person is asked. */
export function LimitFields(props: {
  limits: LimitForm;
  onChange: (limits: LimitForm) => void;
  /** Whether the person tried to create the task. */
  showErrors: boolean;
}) {
  const { limits, onChange } = props;
  const made = limitsFrom(limits);
  const errors = 'errors' in made ? made.errors : {};
  const field = (name: keyof LimitForm) => ({
    ...LIMIT_RANGES[name],
    value: limits[name],
    onValueChange: (value: string) => onChange({ ...limits, [name]: value }),
    ...(errors[name] === undefined ? {} : { error: errors[name] }),
  });
  return (
    <Fold
      title="Limits"
      value={'limits' in made ? limitsText(made.limits) : 'not all of them can be read'}
      mustShow={props.showErrors && 'errors' in made}
    >
      <div className="grid grid-cols-3 gap-3">
        <NumberField label="Time of each attempt" unit="minutes" {...field('minutes')} />
        <NumberField label="Tokens of the task" {...field('tokens')} />
        <NumberField label="Cost of the task" unit="USD" {...field('costUsd')} />
      </div>
      <p className="text-sm text-subtle">
        At a limit the agents are paused, and you are asked. Empty fields are no limits. Tokens and cost are
        what the programs report.
      </p>
    </Fold>
  );
}
