import { useState } from 'react';
import type { CallOutput } from '../../electron/contract/registry.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { selectLeftovers } from '../store/slices/leftovers-slice.ts';
import { useStore } from '../store/store.ts';
import { useOperation } from '../store/use-operation.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Callout } from '../ui/states/callout.tsx';

type Leftover = CallOutput<'leftovers.list'>[number];

/** Offers to remove objects that a crash during a create, recreate or removal left on the engine. */
export function LeftoversNotice() {
  const leftovers = useStore(selectLeftovers);
  return leftovers.map((leftover) => <Notice key={leftover.agentId} leftover={leftover} />);
}

function Notice({ leftover }: { leftover: Leftover }) {
  const [asking, setAsking] = useState(false);
  const [operationId, setOperationId] = useState<string>();
  const operation = useOperation(operationId);
  // The operation reports its own failure; the button is there to try again.
  const busy = asking || (operation !== undefined && operation.finishedAt === undefined);
  const cleanUp = () => {
    setAsking(true);
    callEngine('leftovers.clean-up', { agentId: leftover.agentId })
      .then((started) => setOperationId(started.operationId))
      .catch((thrown: unknown) =>
        showFailure('The leftovers could not be removed', thrown, { retry: cleanUp }),
      )
      .finally(() => setAsking(false));
  };
  return (
    <Callout
      live
      tone="warning"
      title={`${leftover.name} was left unfinished`}
      action={
        <Button size="sm" busy={busy} onClick={cleanUp}>
          Clean up
        </Button>
      }
    >
      Left on the engine: {leftover.objects.join(', ')}.
    </Callout>
  );
}
