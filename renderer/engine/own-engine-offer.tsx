import type { OwnEngineSource } from '../../electron/contract/own-engine.ts';
import { OperationCard } from '../operations/operation-card.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { CommandLine } from './command-line.tsx';
import { startOwnEngine, useOwnEngine } from './use-own-engine.ts';

/** Offers an engine of the app's own where there can be one, and shows how it starts. Empty where there can be none. */
export function OwnEngineOffer() {
  const { own, operation, busy, reload } = useOwnEngine();
  if (operation) return <OperationCard operation={operation} context={{ retry: startOwnEngine }} />;
  const source = own?.sources[0];
  if (!own || !source || own.refusal !== undefined) return null;
  if (own.status === 'running' && own.isUsed) return null;
  if (own.status === 'running')
    return (
      <div className="flex items-center gap-3">
        <p>Bulkhead’s own engine runs, but is not used.</p>
        <UseOwnEngine busy={busy} />
      </div>
    );
  return (
    <div className="flex flex-col gap-1.5">
      <p>
        Bulkhead can run an engine of its own: rootless Docker, under your account. It starts and stops with
        the app.
      </p>
      <Lacking source={source} />
      {own.limits && <p className="text-muted text-sm">{own.limits}</p>}
      <div className="flex gap-2">
        {source.missing.length === 0 ? (
          <Button size="sm" variant="primary" busy={busy} onClick={() => startOwnEngine(source)}>
            {source.kind === 'download' && own.status === 'absent'
              ? `Download Docker ${source.version} and start it`
              : 'Start an engine of its own'}
          </Button>
        ) : (
          <Button size="sm" onClick={reload}>
            Check again
          </Button>
        )}
      </div>
    </div>
  );
}

/** For one that a start, cut off halfway, left running. */
export function UseOwnEngine({ busy }: { busy: boolean }) {
  return (
    <Button size="sm" disabled={busy} onClick={() => startOwnEngine()}>
      Use engine
    </Button>
  );
}

/** What this machine lacks for it, and the command that brings it. */
export function Lacking({ source }: { source: OwnEngineSource }) {
  if (source.missing.length === 0) return null;
  return (
    <>
      <p className="text-muted">
        This machine lacks {source.missing.join(', ')}.
        {source.command && ' An administrator brings what is missing with:'}
      </p>
      {source.command && <CommandLine command={source.command} />}
    </>
  );
}
