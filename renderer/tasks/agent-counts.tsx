import { useId } from 'react';
import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import { ATTEMPTS_MAX } from '../../electron/contract/task.ts';
import { NumberField } from '../ui/fields/number-field.tsx';
import { countOf } from './task-form.ts';

/** How many agents of each type work on the task. */
export function AgentCounts(props: {
  types: readonly UsableAgentType[];
  counts: Readonly<Record<string, string>>;
  onChange: (counts: Readonly<Record<string, string>>) => void;
  /** Of all of them together. */
  error: string | undefined;
}) {
  const { types, counts, onChange, error } = props;
  const errorId = useId();
  return (
    <fieldset aria-describedby={error ? errorId : undefined} className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-muted text-sm">Agents</legend>
      {types.length === 0 && (
        <p className="text-sm text-subtle">No agent type has a program that takes a prompt.</p>
      )}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
        {types.map(({ id, label }) => (
          <NumberField
            key={id}
            label={label}
            min={0}
            max={ATTEMPTS_MAX}
            step={1}
            value={counts[id] ?? ''}
            onValueChange={(count) => onChange({ ...counts, [id]: count })}
            error={countOf(counts[id]) === undefined ? `A number up to ${ATTEMPTS_MAX}.` : undefined}
          />
        ))}
      </div>
      {error && (
        <p id={errorId} role="alert" className="text-failed text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
