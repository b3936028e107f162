import type { Task } from '../../electron/contract/task.ts';
import { keysOf } from '../keys/platform.ts';
import { shortcuts } from '../keys/shortcuts.ts';
import { chooseTasksView, openDialog } from '../store/actions.ts';
import { selectSettings } from '../store/slices/app-slice.ts';
import { selectTasks, selectUnreadableTasks } from '../store/slices/tasks-slice.ts';
import { selectSelectedTaskId } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { IconLayoutKanban, IconList, IconListCheck, IconPlus } from '../ui/icons.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Board } from './board/board.tsx';
import { TaskCard } from './task-card.tsx';
import { TaskView } from './task-view.tsx';

const views = [
  { value: 'board' as const, label: 'Board', icon: IconLayoutKanban },
  { value: 'list' as const, label: 'List', icon: IconList },
];

/** All tasks, or the one that the person chose. */
export function TasksPage() {
  const tasks = useStore(selectTasks);
  const selectedId = useStore(selectSelectedTaskId);
  const view = useStore(selectSettings).tasksView;
  const selected = tasks?.find(({ id }) => id === selectedId);
  if (selected) return <TaskView key={selected.id} task={selected} />;
  return (
    <>
      <header className="flex shrink-0 items-center gap-4 px-4 pt-3 pb-2">
        <h1 className="flex-1 font-semibold text-xl">Tasks</h1>
        {tasks !== null && tasks.length > 0 && (
          <>
            <SegmentedControl
              label="View"
              labelHidden
              options={views}
              value={view}
              onValueChange={chooseTasksView}
            />
            <Button icon={IconPlus} onClick={() => openDialog({ kind: 'new-task' })}>
              New Task
            </Button>
          </>
        )}
      </header>
      <Unreadable />
      {tasks !== null &&
        tasks.length > 0 &&
        (view === 'board' ? <Board tasks={tasks} /> : <List tasks={tasks} />)}
      {tasks?.length === 0 && <NoTasks />}
    </>
  );
}

function List({ tasks }: { tasks: readonly Task[] }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-4 pb-4">
      {tasks.map((task) => (
        <TaskCard key={task.id} task={task} />
      ))}
    </div>
  );
}

function Unreadable() {
  const paths = useStore(selectUnreadableTasks);
  if (paths.length === 0) return null;
  return (
    <Callout
      tone="warning"
      className="mx-4 mb-2 shrink-0"
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
