import { useState } from 'react';
import type { Attempt, Task, TranscriptPart } from '../../electron/contract/task.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { selectAgent } from '../store/actions.ts';
import { useAgent } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { IconPlayerStop } from '../ui/icons.ts';
import { isOpen } from './attempt-labels.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { TranscriptPane } from './transcript-pane.tsx';

const parts = [
  { value: 'program' as const, label: 'Program' },
  { value: 'check' as const, label: 'Check' },
];

/** What the attempt prints, and what a person can do with it. */
export function AttemptPane({ task, attempt }: { task: Task; attempt: Attempt }) {
  const agent = useAgent(attempt.agentId);
  const [part, setPart] = useState<TranscriptPart>('program');
  const [isDiscarding, setDiscarding] = useState(false);
  return (
    <section aria-label={`Attempt ${attempt.number}`} className="flex min-w-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
        {task.check !== '' && (
          <SegmentedControl
            label="Output of"
            labelHidden
            options={parts}
            value={part}
            onValueChange={setPart}
          />
        )}
        <Button
          size="sm"
          className="ml-auto"
          disabled={!agent}
          onClick={() => selectAgent(attempt.agentId, 'overview')}
        >
          Open agent
        </Button>
        <Button size="sm" disabled={!agent} onClick={() => selectAgent(attempt.agentId, 'changes')}>
          Show changes
        </Button>
        {isOpen(attempt) && <StopButton taskId={task.id} attemptId={attempt.id} />}
        <Button size="sm" onClick={() => setDiscarding(true)}>
          Discard
        </Button>
      </div>
      {attempt.begunAt === undefined ? (
        <p className="px-4 py-2 text-subtle">{attempt.reason ?? 'It has not begun.'}</p>
      ) : (
        <TranscriptPane
          label={part === 'program' ? 'Transcript' : 'Check output'}
          taskId={task.id}
          attemptId={attempt.id}
          part={part}
          // A transcript ends with its attempt, and where there was nothing yet.
          version={`${attempt.state} ${agent?.status}`}
        />
      )}
      {isDiscarding && <DiscardDialog task={task} attempt={attempt} onClose={() => setDiscarding(false)} />}
    </section>
  );
}

function StopButton(props: { taskId: string; attemptId: string }) {
  const [isStopping, setStopping] = useState(false);
  const stop = async () => {
    setStopping(true);
    try {
      await callEngine('task.stop', props);
    } catch (thrown) {
      showFailure('The attempt could not be stopped', thrown, { retry: () => void stop() });
    } finally {
      setStopping(false);
    }
  };
  return (
    <Button size="sm" icon={IconPlayerStop} busy={isStopping} onClick={() => void stop()}>
      Stop
    </Button>
  );
}
