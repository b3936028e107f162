import { useState } from 'react';
import { type PortMapping, type PublishedPort, parsePortMappings } from '../../electron/contract/ports.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { openLink } from '../links/open-link.ts';
import { useAgentRunning } from '../store/use-agent.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { Switch } from '../ui/fields/switch.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { IconExternalLink, IconPlus, IconTrash } from '../ui/icons.ts';
import { Section } from '../ui/layout/section.tsx';
import { useSteadyRows } from '../ui/layout/steady-rows.ts';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { portState } from './port-state.ts';
import { usePorts } from './use-ports.ts';

/** The interval between reads of the agent's listening ports, while the panel is visible. */
const LOOK_EVERY_MS = 4_000;

/** The agent's ports on this machine's loopback: the published ports, their state, and ports that could be published. */
export function PortsPanel({ agentId }: { agentId: string }) {
  const { ports, error, busy, publish } = usePorts(agentId);
  const running = useAgentRunning(agentId);
  const { data: inside = null } = useEngineCall('ports.listening', { agentId }, running, LOOK_EVERY_MS);
  const add = (added: readonly PortMapping[]) => publish([...(ports ?? []).map(toMapping), ...added]);
  const remove = (port: PublishedPort) =>
    publish((ports ?? []).filter((other) => other !== port).map(toMapping));
  const confine = (port: PublishedPort, confined: boolean) =>
    publish(
      (ports ?? []).map((other) => ({
        ...toMapping(other),
        ...(other === port ? { pagesMayLeave: !confined } : {}),
      })),
    );
  const proposed = (inside ?? []).filter(
    ({ port }) => !(ports ?? []).some(({ containerPort }) => containerPort === port),
  );
  const steady = useSteadyRows(proposed.slice(0, 8), ({ port }) => String(port));
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <Section title="Ports">
        <p className="max-w-2xl text-muted text-sm">
          While Bulkhead runs, these ports of the agent can be reached on this machine’s localhost, in every
          egress mode. Every program of this machine can connect to them; nobody on your network can, and no
          other agent. A page of the agent is kept to itself: it cannot load from, or send to, other places
          through your browser, unless you switch that off for its port. It can still lead you to another
          page.
        </p>
        {ports === undefined ? (
          !error && <Skeleton className="h-16" />
        ) : ports.length === 0 ? (
          <p className="text-sm text-subtle">No port is published.</p>
        ) : (
          <Table label="Published ports">
            <thead>
              <tr>
                <Th>Agent’s port</Th>
                <Th>On this machine</Th>
                <Th>State</Th>
                <Th>Pages</Th>
                <Th align="right">
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {ports.map((port) => (
                <PortRow
                  key={port.containerPort}
                  port={port}
                  state={portState(port, running, running ? inside : null)}
                  busy={busy}
                  onRemove={() => void remove(port)}
                  onConfine={(confined) => void confine(port, confined)}
                />
              ))}
            </tbody>
          </Table>
        )}
        {error && <AppErrorPanel title="The ports could not be changed" error={error} />}
        <AddPort busy={busy || ports === undefined} onAdd={add} />
        {proposed.length > 0 && (
          <div className="flex flex-wrap items-center gap-2" {...steady.holding}>
            <span className="text-muted text-sm">The agent also listens on:</span>
            {steady.rows.map(({ key, row: { port }, isGone }) => (
              <Button
                key={key}
                size="sm"
                className={isGone ? 'invisible' : undefined}
                icon={IconPlus}
                disabled={busy}
                onClick={() => void add([{ containerPort: port, hostPort: null }])}
              >
                Publish {port}
              </Button>
            ))}
          </div>
        )}
      </Section>
    </div>
  );
}

const toMapping = ({ containerPort, hostPort, pagesMayLeave }: PublishedPort): PortMapping => ({
  containerPort,
  hostPort,
  ...(pagesMayLeave === undefined ? {} : { pagesMayLeave }),
});

function PortRow(props: {
  port: PublishedPort;
  state: ReturnType<typeof portState>;
  busy: boolean;
  onRemove: () => void;
  onConfine: (confined: boolean) => void;
}) {
  const { port, state } = props;
  const { url } = port;
  return (
    <Tr>
      <Td mono className="figures">
        {port.containerPort}
      </Td>
      <Td mono data-selectable>
        {url ?? `localhost:${port.hostPort ?? port.containerPort}`}
      </Td>
      <Td>
        <Badge tone={state.tone}>{state.text}</Badge>
        {state.detail && <span className="ml-2 text-muted text-sm">{state.detail}</span>}
      </Td>
      <Td>
        <Switch
          label={`Confine pages of ${port.containerPort}`}
          checked={port.pagesMayLeave !== true}
          disabled={props.busy}
          onCheckedChange={props.onConfine}
        />
      </Td>
      <Td align="right">
        <span className="inline-flex items-center gap-1">
          {url && (
            <>
              <Button size="sm" icon={IconExternalLink} onClick={() => openLink(url)}>
                Open
              </Button>
              <CopyButton text={url} label={`Copy address of port ${port.containerPort}`} />
            </>
          )}
          <IconButton
            size="sm"
            label={`Unpublish port ${port.containerPort}`}
            icon={IconTrash}
            disabled={props.busy}
            onClick={props.onRemove}
          />
        </span>
      </Td>
    </Tr>
  );
}

/** "3000", or "8080:3000" for another number here. */
function AddPort({
  busy,
  onAdd,
}: {
  busy: boolean;
  onAdd: (ports: readonly PortMapping[]) => Promise<boolean>;
}) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = async () => {
    const parsed = parsePortMappings(text);
    if (!parsed.ok || parsed.ports.length === 0) {
      setProblem(parsed.ok ? 'Write a port, for example 3000.' : parsed.message);
      return;
    }
    setProblem(undefined);
    if (await onAdd(parsed.ports)) setText('');
  };
  return (
    <form
      className="flex max-w-md items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        label="Publish a port"
        mono
        className="flex-1"
        placeholder="3000, or 8080:3000"
        hint="The agent’s port; in front of it, if it matters, the one on this machine."
        value={text}
        onValueChange={setText}
        error={problem}
        trailing={
          <Button type="submit" icon={IconPlus} busy={busy}>
            Publish
          </Button>
        }
      />
    </form>
  );
}
