import { useEffect, useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { programList } from './program-list.ts';

async function findCommands(agentId: string): Promise<string[]> {
  const { programs } = await callEngine('console.left-behind', { agentId });
  return programs.map(({ command }) => command);
}

/**
 * Says which programs of consoles an app that was killed left running in the agent, and ends them. They cannot be taken
 * up again: see docs/adr/0024.
 */
export function LeftBehind({ agentId }: { agentId: string }) {
  const [commands, setCommands] = useState<readonly string[]>([]);
  const [ending, setEnding] = useState(false);
  useEffect(() => {
    let isMounted = true;
    findCommands(agentId).then(
      (running) => {
        if (isMounted) setCommands(running);
      },
      // An agent that cannot be looked into shows no consoles either, and they say why.
      () => undefined,
    );
    return () => {
      isMounted = false;
    };
  }, [agentId]);
  if (commands.length === 0) return null;
  const end = async () => {
    setEnding(true);
    try {
      await callEngine('console.end-left-behind', { agentId });
      // What is still there stays in sight.
      setCommands(await findCommands(agentId));
    } catch (thrown) {
      showFailure('The programs could not be ended', thrown, { agentId, retry: () => void end() });
    } finally {
      setEnding(false);
    }
  };
  return (
    <Callout
      live
      tone="warning"
      className="m-2"
      title="Programs of earlier consoles still run"
      action={
        <Button size="sm" busy={ending} onClick={() => void end()}>
          End
        </Button>
      }
    >
      The app ended without closing them, and nothing reads what they print any more. They count towards the
      agent’s process limit: {programList(commands)}.
    </Callout>
  );
}
