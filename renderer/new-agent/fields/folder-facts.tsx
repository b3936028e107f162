import { useEffect, useState } from 'react';
import type { CallInput, CallOutput } from '../../../electron/contract/registry.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { Button } from '../../ui/buttons/button.tsx';

type Facts = CallOutput<'workspace.facts'>['facts'];

/** What is known of a folder's repository, before an agent gets the folder or a copy of it. */
export function FolderFacts(props: {
  path: string;
  use: CallInput<'workspace.facts'>['use'];
  /** Gives the agent a further folder, read-only. */
  onOffer?: (path: string) => void;
  /** Further folders that it has already. */
  given?: readonly string[];
}) {
  const { path, use, onOffer, given = [] } = props;
  const facts = useFolderFacts(path, use);
  if (facts.length === 0) return null;
  return (
    <ul aria-label="Good to know about this folder" className="flex flex-col gap-2 rounded border px-3 py-2">
      {facts.map(({ kind, title, detail, offers }) => (
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

/** The pause in typing after which the folder is read. */
const READ_AFTER_MS = 300;

function useFolderFacts(path: string, use: CallInput<'workspace.facts'>['use']): Facts {
  const [facts, setFacts] = useState<Facts>([]);
  useEffect(() => {
    setFacts([]);
    if (path === '') return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      callEngine('workspace.facts', { path, use }, controller.signal).then(
        (answer) => {
          if (!controller.signal.aborted) setFacts(answer.facts);
        },
        // The folder's field shows the problem.
        () => undefined,
      );
    }, READ_AFTER_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [path, use]);
  return facts;
}
