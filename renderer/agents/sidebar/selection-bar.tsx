import { useShallow } from 'zustand/react/shallow';
import { useStore } from '../../store/store.ts';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { selectionMenu } from '../actions/agent-menu.ts';
import { useSelection } from './selection.ts';

/** The actions for the selected agents, shown below the list while several are selected. */
export function SelectionBar() {
  const ids = useSelection((state) => state.ids);
  const agents = useStore(useShallow((state) => ids.flatMap((id) => state.agentsById[id] ?? [])));
  if (agents.length === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label="Selected agents"
      className="flex shrink-0 items-center gap-0.5 border-t px-2 py-1"
    >
      <span className="figures flex-1 text-muted text-sm">{agents.length} selected</span>
      {selectionMenu(agents).map((entry) =>
        entry.kind === 'item' && entry.icon ? (
          <IconButton
            key={entry.label}
            size="sm"
            label={entry.label}
            icon={entry.icon}
            tone={entry.danger ? 'danger' : 'plain'}
            disabled={entry.disabled}
            onClick={entry.onSelect}
          />
        ) : null,
      )}
    </div>
  );
}
