import { type AuditRecord, headOf, readChainLine } from './audit-chain.ts';

/** The content of a removed file, by agent, for later readers of the chain. */
export function rotatedRecord(text: string): AuditRecord {
  const lines = text.split('\n').filter((line) => line !== '');
  const agents = new Map<string, { decisions: number; from: number; to: number }>();
  for (const line of lines) {
    const record = readChainLine(line)?.record;
    if (record?.type !== 'decision') continue;
    const { agentId, time, count = 1 } = record.decision;
    const previous = agents.get(agentId);
    agents.set(agentId, {
      decisions: (previous?.decisions ?? 0) + count,
      from: Math.min(previous?.from ?? time, time),
      to: Math.max(previous?.to ?? time, time),
    });
  }
  return {
    type: 'rotated',
    first: headOf(lines[0] ?? '')?.n ?? -1,
    last: headOf(lines.at(-1) ?? '')?.n ?? -1,
    agents: [...agents].map(([agentId, held]) => ({ agentId, ...held })),
  };
}
