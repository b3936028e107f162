import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../../../scripts/audit/verify-chain.mjs';
import { type AuditRecord, type ChainHead, chainLine, EMPTY_CHAIN, readChainLine } from './audit-chain.ts';
import { decisionOf } from './decision.fixture.ts';

const hostile = 'x"},"n":7,\n\u2028{"hash":"';

function chainOf(records: readonly AuditRecord[]): { lines: string[]; heads: ChainHead[] } {
  const lines: string[] = [];
  const heads: ChainHead[] = [];
  let head = EMPTY_CHAIN;
  for (const record of records) {
    const next = chainLine(head, record);
    head = next.head;
    lines.push(next.line);
    heads.push(head);
  }
  return { lines, heads };
}

const decisions = Array.from({ length: 8 }, (_, seq): AuditRecord => {
  const decision = decisionOf(
    seq,
    seq === 3 ? { host: hostile, verdict: 'blocked', reason: 'invalid-host' } : {},
  );
  return { type: 'decision', instance: 'g1', decision };
});
const { lines, heads } = chainOf(decisions);
const problems = (changed: readonly string[], known = {}) =>
  verifyChain(changed.join(''), known).problems.map(({ line, message }) => `${line}: ${message}`);

describe('a chain of records', () => {
  it('reads back what it wrote, whatever an agent called its host', () => {
    for (const [index, line] of lines.entries()) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(readChainLine(line.slice(0, -1))).toEqual({ head: heads[index], record: decisions[index] });
    }
    expect(problems(lines)).toEqual([]);
  });

  it('tells a changed line', () => {
    const changed = lines.with(4, (lines[4] ?? '').replace('example.test', 'example.tesT'));
    expect(problems(changed)).toEqual([expect.stringMatching(/^5: \(record 4\) was changed/)]);
    expect(readChainLine((changed[4] ?? '').slice(0, -1))).toBeUndefined();
  });

  it('tells removed lines, in the middle and at both ends', () => {
    expect(problems(lines.toSpliced(2, 1))).toEqual([
      expect.stringContaining('3: (record 3) follows record 1'),
    ]);
    expect(problems(lines.toSpliced(2, 3))).toEqual([
      expect.stringMatching(/^3: .*records 2 to 4 were removed/),
    ]);
    const [head] = heads.slice(-1);
    expect(problems(lines.slice(0, -1), { head })).toEqual([expect.stringMatching(/^8: is missing/)]);
    const [after] = heads;
    expect(problems(lines.slice(2), { after })).toEqual([
      expect.stringMatching(/^1: \(record 2\) .*record 1 was removed/),
    ]);
    expect(problems(lines.slice(1), { after })).toEqual([]);
  });

  it('tells reordered, added and torn lines', () => {
    const [first = '', second = '', ...rest] = lines;
    expect(problems([second, first, ...rest])).toEqual(
      expect.arrayContaining([expect.stringMatching(/^2: \(record 0\) is out of order/)]),
    );
    expect(problems([first, first, second, ...rest])).toHaveLength(1);
    expect(problems([first, second, '{"made":"up"}\n', ...rest])).toEqual([expect.stringMatching(/^3: /)]);
    expect(problems([...lines, '{"hash":"'])).toEqual(
      expect.arrayContaining([expect.stringMatching(/^9: is cut off/)]),
    );
  });

  it('tells a line that was rewritten together with its hash', () => {
    const forged = chainLine(heads[3] ?? EMPTY_CHAIN, {
      type: 'decision',
      instance: 'g1',
      decision: decisionOf(4, { verdict: 'blocked' }),
    });
    expect(problems(lines.with(4, forged.line))).toEqual([
      expect.stringMatching(/^6: \(record 5\) does not continue/),
    ]);
  });

  it('tells an export that was cut short', () => {
    const fullChain = chainOf([
      { type: 'export', at: 1, agentId: 'a1' },
      ...decisions,
      { type: 'end', at: 2 },
    ]);
    expect(problems(fullChain.lines)).toEqual([]);
    expect(problems(fullChain.lines.slice(0, -1))).toEqual([expect.stringMatching(/^10: is missing/)]);
  });
});
