import { keysOf } from '../keys/platform.ts';
import { shortcuts } from '../keys/shortcuts.ts';
import { openDialog } from '../store/actions.ts';
import { selectTasks, selectUnreadableTasks } from '../store/slices/tasks-slice.ts';
import { selectSelectedTaskId } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconListCheck, IconPlus } from '../ui/icons.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { TaskCard } from './task-card.tsx';
import { TaskView } from './task-view.tsx';

/** All tasks, or the one that the person chose. */
export function TasksPage() {
  const tasks = useStore(selectTasks);
  const selectedId = useStore(selectSelectedTaskId);
  const selected = tasks?.find(({ id }) => id === selectedId);
  if (selected) return <TaskView key={selected.id} task={selected} />;
  return (
    <>
      <header className="flex shrink-0 items-center gap-4 px-4 pt-3 pb-2">
        <h1 className="flex-1 font-semibold text-xl">Tasks</h1>
        {tasks !== null && tasks.length > 0 && (
          <Button icon={IconPlus} onClick={() => openDialog({ kind: 'new-task' })}>
            New Task
          </Button>
        )}
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-4 pb-4">
        <Unreadable />
        {tasks?.map((task) => (
          <TaskCard key={task.id} task={task} />
        ))}
        {tasks?.length === 0 && <NoTasks />}
      </div>
    </>
  );
}

function Unreadable() {
  const paths = useStore(selectUnreadableTasks);
  if (paths.length === 0) return null;
  return (
    <Callout
      tone="warning"
      title={paths.length === 1 ? 'A task cannot be read' : 'Some tasks cannot be read'}
    >
      Their files stay as they are: <span className="font-mono">{paths.join(', ')}</span>
    </Callout>
  );
}

function NoTasks() {
  return (
    <EmptyState
      icon={IconListCheck}
      title="No tasks yet"
      action={
        <Button icon={IconPlus} onClick={() => openDialog({ kind: 'new-task' })}>
          Hand over a task
          <Kbd keys={keysOf(shortcuts.newTask)} />
        </Button>
      }
    >
      A task is a prompt that one agent or several work on, each on a private copy of your project. You look
      at what came of it, and bring back what you like.
    </EmptyState>
  );
}
