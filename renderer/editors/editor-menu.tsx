import { EDITORS, editorSchema } from '../../electron/contract/editors.ts';
import { useAgent } from '../store/use-agent.ts';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconCode, IconTerminal2 } from '../ui/icons.ts';
import { DropdownMenu, type MenuEntry } from '../ui/overlays/menu.tsx';
import { copySshCommand, openEditor } from './open-editor.ts';

/** Opens a running agent in an editor, by SSH. */
export function EditorMenu({ agentId }: { agentId: string }) {
  const isRunning = useAgent(agentId)?.status === 'running';
  const entries: MenuEntry[] = [
    ...editorSchema.options.map((editor) => ({
      kind: 'item' as const,
      label: `Open in ${EDITORS[editor].name}`,
      icon: IconCode,
      disabled: !isRunning,
      onSelect: () => openEditor(agentId, editor),
    })),
    { kind: 'separator' },
    { kind: 'item', label: 'Copy SSH command', icon: IconTerminal2, onSelect: () => copySshCommand(agentId) },
  ];
  return (
    <DropdownMenu
      align="end"
      entries={entries}
      trigger={<IconButton label="Open in editor" icon={IconCode} />}
    />
  );
}
