import { useId } from 'react';
import { keysOf } from '../keys/platform.ts';
import { shortcuts } from '../keys/shortcuts.ts';
import { openProjectFolder, openSampleProject } from '../projects/open-project.ts';
import { openDialog } from '../store/actions.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { type Icon, IconBox, IconFlask, IconFolder, IconListCheck, IconPlus } from '../ui/icons.ts';
import { Kbd } from '../ui/kbd.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';

interface Way {
  title: string;
  description: string;
  icon: Icon;
  begin: () => void;
  /** Its keys, as labelled on the keyboard. */
  keys?: string;
}

const ways: readonly Way[] = [
  {
    title: 'Create an agent',
    description: 'Its type, its workspace and what it may reach',
    icon: IconPlus,
    begin: () => openDialog({ kind: 'new-agent' }),
    keys: keysOf(shortcuts.newAgent),
  },
  {
    title: 'Open a project folder',
    description: 'An agent for a folder of yours',
    icon: IconFolder,
    begin: () => void openProjectFolder(),
  },
  {
    title: 'Hand over a task',
    description: 'A prompt for one agent or several, on copies',
    icon: IconListCheck,
    begin: () => openDialog({ kind: 'new-task' }),
    keys: keysOf(shortcuts.newTask),
  },
];

/** The fleet without agents: what an agent is, and the ways to begin. */
export function NoAgents() {
  return (
    <EmptyState
      icon={IconBox}
      title="No agents yet"
      action={
        <div className="flex flex-col items-center gap-3">
          <div className="flex flex-wrap justify-center gap-2">
            {ways.map((way) => (
              <WayCard key={way.title} way={way} />
            ))}
          </div>
          <SampleProject />
        </div>
      }
    >
      An agent works in its own sandbox: a container with its own network and workspace. It reaches no more of
      the internet than you allow.
    </EmptyState>
  );
}

/** For whoever has no project at hand yet. */
function SampleProject() {
  const connected = useStore(selectConnected);
  return (
    <p className="flex flex-wrap items-center justify-center gap-x-1 text-sm text-subtle">
      <Button
        variant="ghost"
        size="sm"
        icon={IconFlask}
        disabled={!connected}
        onClick={() => void openSampleProject()}
      >
        Try the sample project
      </Button>
      a failing test and its fixer, without an account
    </p>
  );
}

function WayCard({ way: { title, description, icon: Glyph, begin, keys } }: { way: Way }) {
  const id = useId();
  const connected = useStore(selectConnected);
  return (
    <button
      type="button"
      disabled={!connected}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      onClick={begin}
      className="flex w-52 flex-col gap-0.5 rounded-md border border-line-strong bg-raised px-3 py-2.5 text-left hover:not-disabled:bg-hover disabled:opacity-50"
    >
      <span className="mb-1 flex h-4 w-full items-center justify-between text-muted">
        <Glyph aria-hidden size={16} stroke={1.75} />
        {keys && <Kbd keys={keys} />}
      </span>
      <span id={`${id}-title`} className="font-medium">
        {title}
      </span>
      <span id={`${id}-description`} className="text-muted text-sm">
        {description}
      </span>
    </button>
  );
}
