import type { Agent } from '../../electron/contract/agent.ts';
import { joinCommand } from '../../electron/contract/command-line.ts';
import type { AgentDetails } from '../../electron/contract/details.ts';
import { QuotaSection } from '../disk/quota-section.tsx';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { Ago } from '../format/ago.tsx';
import { formatBytes } from '../format/quantity.ts';
import { formatDateTime } from '../format/time.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { LifeSection } from '../life/life-section.tsx';
import { openDialog } from '../store/actions.ts';
import { useAgent } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { IconHistory } from '../ui/icons.ts';
import { type KeyValue, KeyValues } from '../ui/layout/key-values.tsx';
import { Section } from '../ui/layout/section.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { LabelList, MountTable, NameList, NetworkTable } from './detail-tables.tsx';
import { workspaceItems } from './workspace-items.ts';

/** The settings in force of the agent's container, as the engine reports them, without values of the environment. */
export function DetailsView({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  const { data, error, reload } = useEngineCall('agent.details', { agentId }, agent);
  if (error && !data)
    return (
      <div className="p-4">
        <AppErrorPanel
          title="The details could not be read"
          error={{ ...error, actions: [{ kind: 'retry', label: 'Retry' }] }}
          context={{ retry: reload }}
        />
      </div>
    );
  if (!data || !agent) return <Skeleton className="m-4 h-64" />;
  return (
    <>
      <Section title="Container">
        <KeyValues items={containerItems(agent, data)} />
      </Section>
      <LifeSection key={agentId} agentId={agentId} />
      <Section title="Image">
        <KeyValues items={imageItems(data)} />
      </Section>
      <Section title="Workspace">
        <KeyValues items={workspaceItems(agent.spec?.workspace, data.mounts)} />
      </Section>
      <Section
        title="Snapshots"
        action={
          <Button icon={IconHistory} onClick={() => openDialog({ kind: 'snapshots', agentId })}>
            Snapshots…
          </Button>
        }
      >
        <p className="text-muted">
          States of the agent that were kept: go back to one, compare it, or start another agent from it.
        </p>
      </Section>
      <QuotaSection key={`quota-${agentId}`} agentId={agentId} />
      <Section title="Mounts">
        <MountTable mounts={data.mounts} />
      </Section>
      <Section title="Networks and ports">
        <NetworkTable networks={data.networks} />
        <KeyValues
          items={[
            { key: 'Group', value: agent.spec?.group ?? 'None' },
            {
              key: 'Published ports',
              value: data.ports.map(({ container, host }) => `${host} → ${container}`).join(', ') || 'None',
              mono: data.ports.length > 0,
            },
          ]}
        />
      </Section>
      <Section title="Limits">
        <KeyValues items={data.limits.map(({ name, value }) => ({ key: name, value }))} />
      </Section>
      <Section title="Privileges">
        <KeyValues items={privilegeItems(data)} />
      </Section>
      <Section title="Environment">
        <NameList label="Environment variables" names={data.environmentNames} empty="No variables." />
      </Section>
      <Section title="Labels">
        <LabelList labels={data.labels} />
      </Section>
    </>
  );
}

const copied = (key: string, text: string): KeyValue => ({
  key,
  value: text,
  mono: true,
  action: <CopyButton text={text} label={`Copy ${key.toLowerCase()}`} />,
});

function containerItems(agent: Agent, details: AgentDetails): KeyValue[] {
  const { exit } = agent;
  return [
    copied('Container id', details.containerId),
    copied('Container name', details.containerName),
    copied('Agent id', agent.id),
    copied('Command', joinCommand(details.command)),
    { key: 'Working directory', value: details.workingDirectory, mono: true },
    { key: 'Created', value: <Moment at={agent.createdAt} /> },
    ...(agent.startedAt ? [{ key: 'Started', value: <Moment at={agent.startedAt} /> }] : []),
    ...(exit
      ? [
          { key: 'Exit reason', value: exit.reason },
          { key: 'Exit code', value: String(exit.code) },
          ...(exit.finishedAt ? [{ key: 'Ended', value: <Moment at={exit.finishedAt} /> }] : []),
          ...(exit.error ? [{ key: 'Engine error', value: exit.error }] : []),
        ]
      : []),
    { key: 'Restart count', value: String(details.restartCount) },
    { key: 'Restart policy', value: details.restartPolicy === 'no' ? 'None' : details.restartPolicy },
    { key: 'Runtime', value: details.runtime, mono: true },
    { key: 'Init process', value: details.init ? 'Yes' : 'No' },
    { key: 'Log driver', value: details.logDriver || 'Engine’s default' },
  ];
}

function imageItems({ image }: AgentDetails): KeyValue[] {
  return [
    copied('Reference', image.reference),
    ...(image.runs ? [copied('Runs as', image.runs)] : []),
    copied('Image id', image.id),
    { key: 'Built', value: image.createdAt ? <Moment at={image.createdAt} /> : 'Not said by the image' },
    {
      key: 'Size',
      value:
        image.sizeBytes === undefined ? 'The engine no longer has this image' : formatBytes(image.sizeBytes),
    },
  ];
}

const joined = (names: readonly string[], none: string) => names.join(' ') || none;

function privilegeItems(details: AgentDetails): KeyValue[] {
  const { capabilities } = details;
  return [
    { key: 'User', value: details.user, mono: true },
    { key: 'Capabilities dropped', value: joined(capabilities.dropped, 'None'), mono: true },
    { key: 'Capabilities added', value: joined(capabilities.added, 'None'), mono: true },
    { key: 'Capabilities left', value: joined(capabilities.effective, 'None'), mono: true },
    { key: 'Security options', value: joined(details.securityOptions, 'None'), mono: true },
  ];
}

/** A time in local format, and how long ago it was. */
function Moment({ at }: { at: number }) {
  return (
    <span className="figures">
      {formatDateTime(at)}{' '}
      <span className="text-subtle">
        <Ago atMs={at} />
      </span>
    </span>
  );
}
