import { CopyButton } from '../ui/buttons/copy-button.tsx';

/** A command for a terminal, with a button that copies it. */
export function CommandLine({ command }: { command: string }) {
  return (
    <div className="flex items-center gap-2 rounded-sm bg-surface px-2 py-0.5">
      <code data-selectable className="min-w-0 flex-1 truncate font-mono text-sm" title={command}>
        {command}
      </code>
      <CopyButton text={command} label="Copy command" />
    </div>
  );
}
