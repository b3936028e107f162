import { useEffect, useRef } from 'react';
import type { Task } from '../../../electron/contract/task.ts';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconGitCompare } from '../../ui/icons.ts';
import { comparable, whyNotCompared } from './comparison.ts';

/** Opens the comparison of a task's attempts, or says why there is none yet. */
export function CompareButton(props: {
  task: Task;
  /** The person comes back from the comparison. */
  takesFocus: boolean;
  onCompare: () => void;
}) {
  const { attempts } = props.task;
  const agentsById = useStore((state) => state.agentsById);
  const why = whyNotCompared(
    attempts,
    comparable(attempts, (agentId) => agentsById[agentId] !== undefined),
  );
  const button = useRef<HTMLButtonElement>(null);
  const { takesFocus } = props;
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  return (
    <>
      {why && <span className="text-sm text-subtle">{why}</span>}
      <Button ref={button} icon={IconGitCompare} disabled={why !== undefined} onClick={props.onCompare}>
        Compare
      </Button>
    </>
  );
}
