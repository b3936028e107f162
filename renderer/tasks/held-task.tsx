import { useState } from 'react';
import type { Task } from '../../electron/contract/task.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { heldText } from './usage-text.ts';

/** Says that a task is held at a limit, and lets it go on. */
export function HeldTask({ task }: { task: Task }) {
  const [isGoing, setGoing] = useState(false);
  if (!task.held) return null;
  const goOn = async () => {
    setGoing(true);
    try {
      await callEngine('task.goOn', { taskId: task.id });
    } catch (thrown) {
      showFailure('The task could not go on', thrown, { retry: () => void goOn() });
    } finally {
      setGoing(false);
    }
  };
  return (
    <Callout
      live
      tone="warning"
      title="Held at its limit"
      className="shrink-0 rounded-none border-b px-4"
      action={
        <Button size="sm" busy={isGoing} onClick={() => void goOn()}>
          Allow as much again
        </Button>
      }
    >
      {heldText(task.held)} Its agents are paused.
    </Callout>
  );
}
