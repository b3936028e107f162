import type { Attempt } from '../../../electron/contract/task.ts';
import { useStore } from '../../store/store.ts';
import { Checkbox } from '../../ui/fields/checkbox.tsx';
import type { ComparedAttempt } from './compared-attempt.ts';
import { COMPARED_MAX, COMPARED_MIN } from './comparison.ts';

/** Which attempts stand side by side, where there are more than have room. */
export function AttemptChoice(props: {
  begun: readonly Attempt[];
  attempts: readonly ComparedAttempt[];
  onChoose: (attemptIds: ReadonlySet<string>) => void;
}) {
  const agentsById = useStore((state) => state.agentsById);
  const shown = new Set(props.attempts.map(({ attempt }) => attempt.id));
  const choose = (id: string, on: boolean) => {
    const next = new Set(shown);
    if (on) next.add(id);
    else next.delete(id);
    props.onChoose(next);
  };
  return (
    <fieldset className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-1.5">
      <legend className="sr-only">Attempts side by side</legend>
      <span className="text-muted text-sm">
        {shown.size} of {props.begun.length} side by side
      </span>
      {props.begun.map(({ id, agentId, agentName }) => (
        <Checkbox
          key={id}
          label={agentsById[agentId]?.name ?? agentName}
          checked={shown.has(id)}
          disabled={shown.has(id) ? shown.size <= COMPARED_MIN : shown.size >= COMPARED_MAX}
          onCheckedChange={(on) => choose(id, on)}
        />
      ))}
    </fieldset>
  );
}
