import { useState } from 'react';
import type { Attempt, Task, TranscriptPart } from '../../electron/contract/task.ts';
import { showFailure } from '../errors/error-steps.ts';
import { PullRequestList } from '../forge/pull-request-list.tsx';
import { callEngine } from '../ipc/engine-host.ts';
import { selectAgent } from '../store/actions.ts';
import { useAgent } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { IconGitPullRequest, IconPlayerStop } from '../ui/icons.ts';
import { isOpen } from './attempt-labels.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { FollowUpBox } from './follow-up/follow-up-box.tsx';
import { RoundList } from './follow-up/round-list.tsx';
import { TranscriptPane } from './transcript/transcript-pane.tsx';

const parts = [
  { value: 'program' as const, label: 'Program' },
  { value: 'check' as const, label: 'Check' },
];

/** What the attempt prints, and what a person can do with it. */
export function AttemptPane({ task, attempt }: { task: Task; attempt: Attempt }) {
  const agent = useAgent(attempt.agentId);
  const [part, setPart] = useState<TranscriptPart>('program');
  const [chosen, setChosen] = useState<number>();
  const newest = attempt.rounds.length;
  const round = attempt.rounds[(chosen ?? newest) - 1];
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
        <Button
          size="sm"
          icon={IconGitPullRequest}
          disabled={!agent || isOpen(attempt)}
          onClick={() => selectAgent(attempt.agentId, 'changes')}
        >
          Open pull request
        </Button>
        {isOpen(attempt) && <StopButton taskId={task.id} attemptId={attempt.id} />}
        <Button size="sm" onClick={() => setDiscarding(true)}>
          Discard
        </Button>
      </div>
      {agent && <PullRequestList agentId={attempt.agentId} />}
      {newest > 1 && (
        <RoundList
          attempt={attempt}
          chosen={chosen ?? newest}
          // The newest one is followed: the next round takes its place.
          onChoose={(number) => setChosen(number === newest ? undefined : number)}
        />
      )}
      {round?.begunAt === undefined ? (
        <p className="flex-1 px-4 py-2 text-subtle">{round?.reason ?? 'It has not begun.'}</p>
      ) : (
        <TranscriptPane
          key={`${part} ${round.number}`}
          label={part === 'program' ? 'Transcript' : 'Check output'}
          fileName={`${agent?.name ?? attempt.agentName}-${part === 'program' ? 'transcript' : 'check'}`}
          taskId={task.id}
          attemptId={attempt.id}
          part={part}
          round={round.number}
          output={part === 'program' ? attempt.output : 'text'}
          isLive={isOpen(round)}
          // A transcript ends with its attempt, and where there was nothing yet.
          version={`${round.state} ${agent?.status}`}
        />
      )}
      <FollowUpBox task={task} attempt={attempt} />
      {isDiscarding && (
        <DiscardDialog task={task} attempts={[attempt]} onClose={() => setDiscarding(false)} />
      )}
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
