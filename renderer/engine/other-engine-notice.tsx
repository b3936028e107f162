import { useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { openDialog } from '../store/actions.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Callout } from '../ui/states/callout.tsx';

/** Says that an engine is used in the place of a likelier one, whose agents the window does not show. */
export function OtherEngineNotice() {
  const engine = useStore(selectEngine);
  const [dismissed, setDismissed] = useState<string>();
  const [first] = engine.status === 'connected' ? (engine.passedOver ?? []) : [];
  if (engine.status !== 'connected' || !first || dismissed === engine.endpoint.url) return null;
  const used = engine.endpoint;
  const keep = () => {
    callEngine('engine.choose', { endpoint: used }).catch((thrown: unknown) =>
      showFailure('The choice could not be saved', thrown, { retry: keep }),
    );
  };
  return (
    <Callout
      live
      tone="warning"
      title={`${used.label} is used, because ${first.endpoint.label} cannot be`}
      action={
        <>
          <Button size="sm" onClick={keep}>
            Keep {used.label}
          </Button>
          <Button size="sm" onClick={() => openDialog({ kind: 'choose-socket' })}>
            Choose socket
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setDismissed(used.url)}>
            Dismiss
          </Button>
        </>
      }
    >
      {first.endpoint.url}: {first.error?.message} Agents of that engine are not shown.
    </Callout>
  );
}
