import type { CallInput } from '../../../electron/contract/registry.ts';
import { useEngineCall } from '../../ipc/use-engine-call.ts';
import { useSettled } from '../../ipc/use-settled.ts';
import { Button } from '../../ui/buttons/button.tsx';

interface FolderFactsProps {
  path: string;
  use: CallInput<'workspace.facts'>['use'];
  /** Gives the agent a further folder, read-only. */
  onOffer?: (path: string) => void;
  /** Further folders that it has already. */
  given?: readonly string[];
}

/** What is known of a folder's repository, before an agent gets the folder or a copy of it. */
export function FolderFacts(props: FolderFactsProps) {
  const { path } = props;
  const settled = useSettled(path);
  return path !== '' && path === settled ? <Facts key={path} {...props} /> : null;
}

function Facts({ path, use, onOffer, given = [] }: FolderFactsProps) {
  // The folder's field shows the problem.
  const { data } = useEngineCall('workspace.facts', { path, use });
  if (!data || data.facts.length === 0) return null;
  return (
    <ul
      aria-label="Good to know about this folder"
      className="flex flex-col gap-2 rounded-md border px-3 py-2"
    >
      {data.facts.map(({ kind, title, detail, offers }) => (
        <li key={kind} className="flex items-start justify-between gap-4">
          <div className="min-w-0">
            <div>{title}</div>
            <div className="text-sm text-subtle">{detail}</div>
          </div>
          {offers !== undefined && onOffer && !given.includes(offers) && (
            <Button size="sm" className="shrink-0" onClick={() => onOffer(offers)}>
              Add it, read-only
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
