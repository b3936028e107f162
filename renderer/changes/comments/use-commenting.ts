import { useMemo, useState } from 'react';
import type { Attempt } from '../../../electron/contract/task.ts';
import { type DiffComment, selectUnsent } from '../../store/slices/unsent-slice.ts';
import { useStore } from '../../store/store.ts';
import type { LineComments, LineTarget } from '../diff/line-comments.ts';
import { isWritten } from './comment-message.ts';

export interface Commenting {
  taskId: string;
  attempt: Attempt;
  comments: readonly DiffComment[];
  /** The comment that is being written. */
  editingId: string | undefined;
  edit(id: string): void;
  /** Ends the writing; a comment without words is dropped. */
  done(): void;
  write(id: string, text: string): void;
  remove(id: string): void;
  /** Forgets all comments, because they were sent. */
  clear(): void;
  of(path: string): LineComments;
}

/** The comments on the changes of an agent that works on a task; undefined for any other agent. */
export function useCommenting(agentId: string): Commenting | undefined {
  const tasks = useStore((state) => state.tasks);
  const [taskId, attempt] = useMemo(() => {
    for (const task of tasks ?? [])
      for (const each of task.attempts) if (each.agentId === agentId) return [task.id, each] as const;
    return [];
  }, [tasks, agentId]);
  const attemptId = attempt?.id ?? '';
  const select = useMemo(() => selectUnsent(attemptId), [attemptId]);
  const { comments } = useStore(select);
  const [editingId, setEditingId] = useState<string>();
  if (taskId === undefined || attempt === undefined) return undefined;

  const change = (next: (comments: readonly DiffComment[]) => DiffComment[]) =>
    useStore.getState().changeUnsent(attemptId, (unsent) => ({ ...unsent, comments: next(unsent.comments) }));
  const edit = (id: string) => {
    change((all) => all.filter((each) => each.id === id || isWritten(each)));
    setEditingId(id);
  };
  const add = (comment: DiffComment) => {
    change((all) => [...all.filter(isWritten), comment]);
    setEditingId(comment.id);
  };
  return {
    taskId,
    attempt,
    comments,
    editingId,
    edit,
    done: () => {
      setEditingId(undefined);
      change((all) => all.filter(isWritten));
    },
    write: (id, text) => change((all) => all.map((each) => (each.id === id ? { ...each, text } : each))),
    remove: (id) => change((all) => all.filter((each) => each.id !== id)),
    clear: () => change(() => []),
    of: (path) => {
      const at = ({ side, line }: LineTarget) =>
        comments.find((each) => each.path === path && each.side === side && each.line === line);
      return {
        isCommented: (target) => at(target) !== undefined,
        onComment: (target) => {
          const present = at(target);
          if (present) edit(present.id);
          else add({ id: crypto.randomUUID(), path, ...target, text: '' });
        },
      };
    },
  };
}
