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
 * Lists programs of consoles that a killed app left running in the agent, and offers to end them. A console cannot
 * attach to them again: see docs/adr/0024.
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
      // The consoles report the same failure, so it is not shown twice.
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
      // Programs that still run stay in the list.
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
