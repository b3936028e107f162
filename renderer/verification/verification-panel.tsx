import type { RefObject } from 'react';
import type { ProbeResult, VerificationReport } from '../../electron/contract/isolation.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { Ago } from '../format/ago.tsx';
import { useAgentName } from '../store/use-agent.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { IconCheck, IconDownload, IconInfoCircle, IconShieldCheck, IconX } from '../ui/icons.ts';
import { scrollToSection } from '../ui/layout/scroll-to-section.ts';
import { Section } from '../ui/layout/section.tsx';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { Progress } from '../ui/states/progress.tsx';
import type { Tone } from '../ui/tone.ts';
import { exportReport } from './export-report.ts';
import type { Verification } from './use-verification.ts';
import { VerificationHistory } from './verification-history.tsx';

const verdicts = {
  pass: { word: 'Pass', tone: 'success', icon: IconCheck },
  fail: { word: 'Fail', tone: 'danger', icon: IconX },
  inconclusive: { word: 'Inconclusive', tone: 'neutral', icon: IconInfoCircle },
} as const;

/** Runs the probes inside the agent and shows each verdict. */
export function VerificationPanel({
  agentId,
  running,
  verification,
  section,
}: {
  agentId: string;
  running: boolean;
  verification: Verification;
  /** The section to scroll to. */
  section: RefObject<HTMLElement | null>;
}) {
  const { report, error } = verification;
  const agentName = useAgentName(agentId) ?? agentId;
  const verify = () => {
    // The report grows below the button, which may be at the lower edge.
    scrollToSection(section.current);
    verification.start();
  };
  return (
    <Section
      ref={section}
      title="Verification"
      action={
        verification.running ? (
          <Button onClick={verification.cancel}>Cancel</Button>
        ) : (
          <Button
            icon={IconShieldCheck}
            disabled={!running || verification.runningElsewhere}
            onClick={verify}
          >
            Verify isolation
          </Button>
        )
      }
    >
      {verification.running && (
        <Progress
          label="Trying from inside what must not work"
          detail={`${report?.probes.length ?? 0} probes done, takes up to 25 s`}
        />
      )}
      {verification.runningElsewhere && (
        <Progress label="Being verified: the report is here in a moment" detail="takes up to 25 s" />
      )}
      {error && (
        <AppErrorPanel
          title="Isolation could not be verified"
          error={error}
          context={{ agentId, retry: verification.start }}
        />
      )}
      {report && !verification.running && <Summary report={report} agentName={agentName} />}
      {!report && (
        <p className="text-muted">
          Tries from inside the agent, as its own user, what must not work: leaving its network, reaching this
          machine, changing its sandbox. {running ? 'It takes a few seconds.' : 'The agent must run for it.'}
        </p>
      )}
      {!verification.running && (
        <VerificationHistory
          agentId={agentId}
          newest={verification.newest}
          shown={report?.startedAt}
          onShow={(picked) => {
            verification.pick(picked);
            scrollToSection(section.current);
          }}
        />
      )}
      {report && report.probes.length > 0 && <ReportTable probes={report.probes} />}
    </Section>
  );
}

/** A warning at the top of the tab until a verification passes. */
export function FailedVerification(props: { verification: Verification; onShow: () => void }) {
  const { open, running } = props.verification;
  if (running || open.length === 0) return null;
  return (
    <Callout
      tone="danger"
      className="mx-4 mt-4"
      title={open.length === 1 ? 'A probe failed' : `${open.length} probes failed`}
      action={
        <Button size="sm" onClick={props.onShow}>
          Show report
        </Button>
      }
    >
      {open.join(' · ')}
    </Callout>
  );
}

function Summary({ report, agentName }: { report: VerificationReport; agentName: string }) {
  const count = (verdict: ProbeResult['verdict']) =>
    report.probes.filter((probe) => probe.verdict === verdict).length;
  const failed = count('fail');
  const tone: Tone = failed > 0 ? 'danger' : 'success';
  const seconds = Math.max(
    1,
    Math.round(((report.finishedAt ?? report.startedAt) - report.startedAt) / 1000),
  );
  return (
    <div role="status" aria-label="Verification result" className="flex flex-wrap items-center gap-2">
      <Badge tone={tone} icon={failed > 0 ? IconX : IconCheck}>
        {failed > 0 ? `${failed} failed` : 'None failed'}
      </Badge>
      <span className="figures text-muted">
        {count('pass')} passed, {count('inconclusive')} inconclusive · <Ago atMs={report.startedAt} />, in{' '}
        {seconds} s
      </span>
      <Button
        size="sm"
        variant="ghost"
        icon={IconDownload}
        onClick={() => void exportReport(report.agentId, agentName, report.startedAt)}
      >
        Save report
      </Button>
      <CopyButton text={JSON.stringify(report, null, 2)} label="Copy report" />
    </div>
  );
}

/** Failed probes come first, because a person opens the report for them. */
const order: Record<ProbeResult['verdict'], number> = { fail: 0, inconclusive: 1, pass: 2 };

function ReportTable({ probes }: { probes: readonly ProbeResult[] }) {
  const sorted = [...probes].sort((a, b) => order[a.verdict] - order[b.verdict]);
  return (
    <Table label="Verification report" dense className="-mx-4">
      <thead>
        <tr>
          <Th>Probe</Th>
          <Th>Expected</Th>
          <Th>Observed</Th>
          <Th>Verdict</Th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((probe) => {
          const { word, tone, icon } = verdicts[probe.verdict];
          return (
            <Tr key={probe.id}>
              <Td className="py-1">{probe.name}</Td>
              <Td className="py-1 text-muted">{probe.expected}</Td>
              <Td className="py-1">{probe.observed}</Td>
              <Td className="py-1">
                <Badge tone={tone} icon={icon}>
                  {word}
                </Badge>
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
