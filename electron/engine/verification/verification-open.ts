import type { ProbeResult, VerificationReport, VerificationSummary } from '../../contract/isolation.ts';

type Open = VerificationReport['open'];

/**
 * Returns the open probes after a verification: those that failed in it, and earlier failures that could not be tried
 * again. Only a pass closes a failure, or the person who switched the protection off. Pure.
 */
export function openAfter(before: Open, probes: readonly ProbeResult[]): Open {
  const now = new Map(probes.map((probe) => [probe.id, probe]));
  const open = before.filter(({ id }) => {
    const probe = now.get(id);
    return probe?.verdict === 'inconclusive' && probe.waived !== true;
  });
  const failed = probes.filter(({ verdict }) => verdict === 'fail').map(({ id, name }) => ({ id, name }));
  return [...failed, ...open];
}

export function summaryOf({ startedAt, trigger, probes, open }: VerificationReport): VerificationSummary {
  const count = (verdict: ProbeResult['verdict']) =>
    probes.filter((probe) => probe.verdict === verdict).length;
  return {
    startedAt,
    trigger,
    passed: count('pass'),
    inconclusive: count('inconclusive'),
    failed: probes.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name),
    open: open.map(({ name }) => name),
  };
}
