import { useState } from 'react';
import { splitCommand } from '../../electron/contract/command-line.ts';
import { runAgentAction } from '../agents/actions/run-agent-action.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { useAgentRunning } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { programOf } from './console-name.ts';
import { type ConsoleTab, restartConsole } from './consoles.ts';

/** Explains below an ended console why its program ended, and offers to run it again. */
export function ConsoleEnding({ tab }: { tab: ConsoleTab }) {
  const { id, agentId, status } = tab;
  const running = useAgentRunning(agentId);
  if (status.kind === 'open') return null;
  const restartButton = (label: string) => (
    <Button size="sm" onClick={() => restartConsole(id)}>
      {label}
    </Button>
  );
  if (status.kind === 'ended' && status.exitCode !== null) {
    const program = programOf(tab);
    const tone = status.exitCode === 0 ? 'neutral' : 'warning';
    return (
      <Callout
        live
        tone={tone}
        className="m-2"
        action={running && restartButton(program ? `Run ${program} again` : 'Open a new console')}
      >
        {`${program ?? 'The shell'} exited with code ${status.exitCode}.`}
      </Callout>
    );
  }
  if (status.kind === 'ended' || status.error.type === 'not-running') {
    return running ? (
      <Callout live tone="warning" className="m-2" action={restartButton('Reconnect')}>
        The agent restarted, and the shell of this console ended with it. What it showed is kept above.
      </Callout>
    ) : (
      <Callout
        live
        tone="warning"
        className="m-2"
        action={
          <Button size="sm" onClick={() => runAgentAction('start', agentId)}>
            Start the agent
          </Button>
        }
      >
        The agent is not running, and the shell of this console ended with it.
      </Callout>
    );
  }
  if (status.error.type === 'command-not-found')
    return <ChooseCommand tab={tab} message={status.error.message} />;
  return (
    <AppErrorPanel
      className="m-2"
      title="The console ended"
      error={{ ...status.error, actions: [{ kind: 'retry', label: 'Reconnect' }] }}
      context={{ agentId, retry: () => restartConsole(id) }}
    />
  );
}

/** Asks which program to run in an image without a shell. */
function ChooseCommand({ tab, message }: { tab: ConsoleTab; message: string }) {
  const [text, setText] = useState(tab.command.join(' '));
  const command = splitCommand(text);
  const problem = command.ok ? undefined : command.message;
  return (
    <Callout live tone="warning" className="m-2" title="The console could not be opened">
      {message}
      <form
        className="mt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (command.ok && command.argv.length > 0) restartConsole(tab.id, command.argv);
        }}
      >
        <TextField
          label="Command"
          mono
          value={text}
          onValueChange={setText}
          error={problem}
          trailing={
            <Button type="submit" disabled={!command.ok || command.argv.length === 0}>
              Open
            </Button>
          }
        />
      </form>
    </Callout>
  );
}
