import { useEffect, useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Callout } from '../ui/states/callout.tsx';

/** Says which programs of consoles an app that was killed left running in the agent, and ends them. */
export function LeftBehind({ agentId }: { agentId: string }) {
  const [commands, setCommands] = useState<readonly string[]>([]);
  const [ending, setEnding] = useState(false);
  useEffect(() => {
    let shown = true;
    callEngine('console.left-behind', { agentId }).then(
      ({ programs }) => {
        if (shown) setCommands(programs.map(({ command }) => command));
      },
      // An agent that cannot be looked into shows no consoles either, and they say why.
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, [agentId]);
  if (commands.length === 0) return null;
  const end = () => {
    setEnding(true);
    callEngine('console.end-left-behind', { agentId })
      .then(
        () => setCommands([]),
        (thrown: unknown) => showFailure('The programs could not be ended', thrown),
      )
      .finally(() => setEnding(false));
  };
  return (
    <Callout
      live
      tone="warning"
      className="m-2"
      title="Programs of earlier consoles still run"
      action={
        <Button size="sm" disabled={ending} onClick={end}>
          End
        </Button>
      }
    >
      {`The app ended without closing them: ${[...new Set(commands)].slice(0, 5).join(', ')}.`}
    </Callout>
  );
}
