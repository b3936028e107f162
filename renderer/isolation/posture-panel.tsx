import { useState } from 'react';
import type { Finding, Posture } from '../../electron/contract/isolation.ts';
import { severities } from '../agents/severities.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import type { EngineAnswer } from '../ipc/use-engine-call.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { cx } from '../ui/cx.ts';
import { IconShield, IconShieldCheck, IconShieldX } from '../ui/icons.ts';
import { Section } from '../ui/layout/section.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';

const levels = {
  Strong: { tone: 'success', icon: IconShieldCheck },
  Moderate: { tone: 'warning', icon: IconShield },
  Weak: { tone: 'danger', icon: IconShieldX },
} as const;

const tiers = {
  container: 'Container: shares the host’s kernel',
  gvisor: 'gVisor: a kernel of its own in user space',
  microvm: 'microVM: a kernel of its own in a virtual machine',
};

/** The posture of the agent and its findings, from the engine's report of the container. */
export function PosturePanel({ posture }: { posture: EngineAnswer<Posture> }) {
  const { data, error, reload } = posture;
  return (
    <Section title="Posture" action={data && <Level posture={data} />}>
      {data && <Findings findings={data.findings} />}
      {!data && !error && <Skeleton className="h-24 w-full" />}
      {error && (
        <AppErrorPanel
          title="The posture could not be read"
          error={{ ...error, actions: [{ kind: 'retry', label: 'Retry' }] }}
          context={{ retry: reload }}
        />
      )}
    </Section>
  );
}

function Level({ posture }: { posture: Posture }) {
  const { tone, icon } = levels[posture.level];
  return (
    <div role="status" aria-label="Posture" className="flex items-center gap-2">
      <span className="text-muted text-sm">{tiers[posture.tier]}</span>
      <Badge tone={tone} icon={icon}>
        {posture.level}
      </Badge>
    </div>
  );
}

/** Findings that weaken the sandbox are always shown; findings that protect it are collapsed. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  const [showGood, setShowGood] = useState(false);
  const good = findings.filter(({ severity }) => severity === 'good').length;
  const shown = findings.filter(({ severity }) => showGood || severity !== 'good');
  return (
    <>
      <ul aria-label="Reasons" className="flex flex-col gap-1.5">
        {shown.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may stand twice, for two networks or binds
          <Reason key={`${each.id}-${index}`} finding={each} />
        ))}
      </ul>
      {good > 0 && (
        <div>
          <Button
            size="sm"
            variant="ghost"
            aria-expanded={showGood}
            onClick={() => setShowGood(!showGood)}
            className="-ml-2"
          >
            {showGood ? 'Hide what protects it' : `Show what protects it (${good})`}
          </Button>
        </div>
      )}
    </>
  );
}

function Reason({ finding }: { finding: Finding }) {
  const { word, icon: Glyph, colour } = severities[finding.severity];
  return (
    <li className="grid grid-cols-[16px_minmax(180px,280px)_1fr] gap-x-2">
      <Glyph aria-hidden size={14} stroke={1.75} className={cx('mt-[3px]', colour)} />
      <span className="font-medium">
        {finding.title}
        <span className="sr-only"> ({word})</span>
      </span>
      <span className="text-muted">{finding.detail}</span>
    </li>
  );
}
