import { useState } from 'react';
import { followUpProblem } from '../../../electron/contract/follow-up.ts';
import { promptSchema } from '../../../electron/contract/task.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { showTasks } from '../../store/actions.ts';
import { useAgent } from '../../store/use-agent.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconSend } from '../../ui/icons.ts';
import { showToast } from '../../ui/overlays/toasts.tsx';
import { CommentItem } from './comment-item.tsx';
import { commentsMessage, isWritten } from './comment-message.ts';
import type { Commenting } from './use-commenting.ts';

/** The comments that were written on an attempt's changes, and the button that sends all of them as one message. */
export function CommentsBar({ commenting, onDone }: { commenting: Commenting; onDone: () => void }) {
  const { attempt, taskId, comments, editingId } = commenting;
  const agent = useAgent(attempt.agentId);
  const [isListed, setListed] = useState(false);
  const [isSending, setSending] = useState(false);
  if (comments.length === 0) return null;
  const count = comments.filter(isWritten).length;
  const message = commentsMessage(comments);
  const problem =
    followUpProblem(attempt, agent) ??
    (count > 0 ? promptSchema.safeParse(message).error?.issues[0]?.message : '');
  const isShown = isListed || editingId !== undefined;

  const send = async () => {
    setSending(true);
    try {
      await callEngine('task.followUp', { taskId, attemptId: attempt.id, message });
      commenting.done();
      commenting.clear();
      showToast({
        tone: 'success',
        title: count === 1 ? 'The comment was sent' : 'The comments were sent',
        action: { label: 'Show the task', onSelect: () => showTasks(taskId) },
      });
    } catch (thrown) {
      showFailure('The comments were not sent', thrown, { agentId: attempt.agentId });
    } finally {
      setSending(false);
    }
  };
  return (
    <section aria-label="Comments" className="flex max-h-72 shrink-0 flex-col border-t bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-4 py-1.5">
        <span className="figures font-medium text-sm">{countWords(count)}</span>
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={isShown}
          disabled={editingId !== undefined}
          onClick={() => setListed(!isListed)}
        >
          {isShown ? 'Hide comments' : 'Show comments'}
        </Button>
        {problem && <span className="text-muted text-sm">{problem}</span>}
        <Button
          size="sm"
          className="ml-auto"
          icon={IconSend}
          disabled={problem !== undefined}
          busy={isSending}
          onClick={() => void send()}
        >
          Send as one message
        </Button>
      </div>
      {isShown && (
        <ul aria-label="Comments" className="min-h-0 overflow-y-auto border-t">
          {comments.map((comment) => (
            <CommentItem
              key={comment.id}
              comment={comment}
              isEditing={comment.id === editingId}
              onEdit={() => commenting.edit(comment.id)}
              onWrite={(text) => commenting.write(comment.id, text)}
              onRemove={() => commenting.remove(comment.id)}
              onDone={() => {
                commenting.done();
                onDone();
              }}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

const countWords = (count: number) =>
  count === 0 ? 'No comment written' : count === 1 ? '1 comment' : `${count} comments`;
