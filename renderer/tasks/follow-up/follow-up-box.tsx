import { type KeyboardEvent, useMemo, useState } from 'react';
import { FIX_CHECK_MAX, followUpProblem } from '../../../electron/contract/follow-up.ts';
import { type Attempt, promptSchema, type Task } from '../../../electron/contract/task.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { keysOf, platform } from '../../keys/platform.ts';
import { matchesShortcut } from '../../keys/shortcut.ts';
import { selectUnsent } from '../../store/slices/unsent-slice.ts';
import { useStore } from '../../store/store.ts';
import { useAgent } from '../../store/use-agent.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { Checkbox } from '../../ui/fields/checkbox.tsx';
import { TextArea } from '../../ui/fields/text-area.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { keepClearOfToasts } from '../../ui/overlays/toasts.tsx';
import { GO_ON, readyMessages } from './follow-up-state.ts';

const SEND = 'Mod+Enter';

type Sending = 'message' | 'fix' | 'go-on';

/** A message to an attempt that is over begins its next round. What is written stays until it is sent. */
export function FollowUpBox({ task, attempt }: { task: Task; attempt: Attempt }) {
  const select = useMemo(() => selectUnsent(attempt.id), [attempt.id]);
  const { message } = useStore(select);
  const agent = useAgent(attempt.agentId);
  const [snapshot, setSnapshot] = useState(false);
  const [sending, setSending] = useState<Sending>();
  const [mistake, setMistake] = useState<string>();
  const write = (text: string) => {
    setMistake(undefined);
    useStore.getState().changeUnsent(attempt.id, (unsent) => ({ ...unsent, message: text }));
  };
  const problem = followUpProblem(attempt, agent);
  const ready = readyMessages(attempt);
  const isDisabled = problem !== undefined || sending !== undefined;

  const send = async (kind: Sending, wish: { message?: string; fixCheck?: boolean }) => {
    setSending(kind);
    try {
      await callEngine('task.followUp', { taskId: task.id, attemptId: attempt.id, snapshot, ...wish });
      if (kind === 'message') write('');
      setSnapshot(false);
    } catch (thrown) {
      showFailure('Nothing was sent', thrown, { agentId: attempt.agentId });
    } finally {
      setSending(undefined);
    }
  };
  const sendMessage = () => {
    if (isDisabled) return;
    const wrong = promptSchema.safeParse(message).error?.issues[0]?.message;
    setMistake(wrong);
    if (wrong === undefined) void send('message', { message });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!matchesShortcut(SEND, event, platform)) return;
    event.preventDefault();
    sendMessage();
  };

  return (
    <section
      ref={keepClearOfToasts}
      aria-label="Follow up"
      className="flex shrink-0 flex-col gap-2 border-t bg-surface px-4 py-2"
    >
      <TextArea
        label="Message to this attempt"
        rows={2}
        spellCheck
        placeholder={
          attempt.keepsSession
            ? 'What it should do next. It goes on with its session.'
            : 'What it should do next. It begins a new session and knows only the files.'
        }
        value={message}
        onValueChange={write}
        onKeyDown={onKeyDown}
        error={mistake}
        hint={problem ?? (ready.fixesLeft === undefined ? undefined : fixWords(ready.fixesLeft))}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Checkbox
          label="Save a snapshot first"
          description="Copies its files. Takes a while and as much space again."
          checked={snapshot}
          onCheckedChange={setSnapshot}
          disabled={isDisabled}
          className="mr-auto"
        />
        {ready.canGoOn && (
          <Button
            disabled={isDisabled}
            busy={sending === 'go-on'}
            onClick={() => void send('go-on', { message: GO_ON })}
          >
            Go on
          </Button>
        )}
        {ready.fixesLeft !== undefined && (
          <Button
            disabled={isDisabled || ready.fixesLeft === 0}
            busy={sending === 'fix'}
            onClick={() => void send('fix', { fixCheck: true })}
          >
            Fix the check
          </Button>
        )}
        <Button
          variant="primary"
          disabled={isDisabled || message.trim() === ''}
          busy={sending === 'message'}
          onClick={sendMessage}
        >
          Send
          <Kbd keys={keysOf(SEND)} onSolid />
        </Button>
      </div>
    </section>
  );
}

function fixWords(left: number): string {
  return left === 0
    ? `It was sent the check’s output ${FIX_CHECK_MAX} times. Write what it should do.`
    : `“Fix the check” sends what the check printed, at most ${FIX_CHECK_MAX} times: ${left} left.`;
}
