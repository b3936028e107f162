import { openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { startOwnEngine, useOwnEngine } from './use-own-engine.ts';

/** Beside an engine that is not reachable: starts the app's own again, or leads to where one is offered. */
export function OwnEngineButton() {
  const { own, busy } = useOwnEngine();
  if (!own || own.refusal !== undefined || own.sources.length === 0) return null;
  if (own.isUsed)
    return (
      <Button size="sm" busy={busy} onClick={() => startOwnEngine()}>
        Start engine
      </Button>
    );
  return (
    <Button size="sm" onClick={() => openDialog({ kind: 'settings', section: 'engine' })}>
      Engine of its own
    </Button>
  );
}
