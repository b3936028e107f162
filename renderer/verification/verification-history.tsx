import { useState } from 'react';
import type { VerificationReport, VerificationSummary } from '../../electron/contract/isolation.ts';
import { showFailure } from '../errors/error-steps.ts';
import { formatDateTime } from '../format/time.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconHistory } from '../ui/icons.ts';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';

const triggers = { person: 'On demand', creation: 'After creation', schedule: 'On schedule' } as const;

/** The agent's earlier verifications; a person can open each report. */
export function VerificationHistory(props: {
  agentId: string;
  /** When the newest verification began; the list is read again when it changes. */
  newest: number | undefined;
  shown: number | undefined;
  onShow: (report: VerificationReport) => void;
}) {
  const { agentId, newest, shown, onShow } = props;
  const [open, setOpen] = useState(false);
  const history = useEngineCall('verification.history', { agentId }, newest);
  const reports = history.data ?? [];
  if (reports.length === 0) return null;
  const show = ({ startedAt }: VerificationSummary) => {
    callEngine('verification.report', { agentId, startedAt }).then(onShow, (thrown: unknown) =>
      showFailure('The report could not be read', thrown),
    );
  };
  return (
    <div>
      <Button
        size="sm"
        variant="ghost"
        icon={IconHistory}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        History ({reports.length})
      </Button>
      {open && (
        <Table label="Verification history" dense className="-mx-4 mt-2">
          <thead>
            <tr>
              <Th>When</Th>
              <Th>Why</Th>
              <Th>Result</Th>
              <Th>Failed</Th>
              <Th> </Th>
            </tr>
          </thead>
          <tbody>
            {reports.map((summary) => (
              <Tr key={summary.startedAt}>
                <Td className="py-1 whitespace-nowrap">{formatDateTime(summary.startedAt)}</Td>
                <Td className="py-1 text-muted whitespace-nowrap">{triggers[summary.trigger]}</Td>
                <Td className="figures py-1 whitespace-nowrap">
                  {summary.failed.length} failed, {summary.passed} passed, {summary.inconclusive} inconclusive
                </Td>
                <Td className="py-1">{summary.failed.join(' · ')}</Td>
                <Td className="py-1" align="right">
                  <Button
                    size="sm"
                    variant="ghost"
                    disabled={summary.startedAt === shown}
                    aria-label={`Show the report of ${formatDateTime(summary.startedAt)}`}
                    onClick={() => show(summary)}
                  >
                    Show
                  </Button>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}
