import { createHash } from 'node:crypto';

const LINE = /^\{"hash":"([0-9a-f]{64})",("prev":"([0-9a-f]{64})","n":(\d+),"record":(.*)\})$/s;
const GENESIS = '0'.repeat(64);

/**
 * Checks a hash chain line by line: `{"hash":H,"prev":P,"n":N,"record":R}`, H the SHA-256 of the text after the hash,
 * P the hash of the line before. Anybody who may write the file could also compute a whole new chain: only a hash
 * that was kept elsewhere proves against that.
 * @param {string} text the file
 * @param {{ after?: { n: number, hash: string }, head?: { n: number, hash: string } }} [known] the last line of the
 *   file before, and how far the chain had come by its own head file, when this is its newest file
 * @returns {{ problems: { line: number, message: string }[], lines: number, first?: number, last?: { n: number, hash: string } }}
 *   line numbers count from 1
 */
export function verifyChain(text, { after, head } = {}) {
  const problems = [];
  const report = (line, message) => problems.push({ line, message });
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else report(lines.length, 'is cut off: it has no line break');
  let last = after;
  let first;
  let isExport = false;
  let hasEnd = false;
  let headFound = false;
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const [, hash, body, prev, nText, record = ''] = LINE.exec(line) ?? [];
    if (hash === undefined) {
      report(number, 'is no line of an audit: it was changed');
      // The next line's own place is taken on trust: this one is reported already.
      last = undefined;
      continue;
    }
    const n = Number(nText);
    first ??= n;
    if (createHash('sha256').update(body).digest('hex') !== hash)
      report(number, `(record ${n}) was changed: its hash does not fit`);
    const orderProblem = placeProblem(last ?? (index === 0 ? startOf(n) : undefined), n, prev);
    if (orderProblem) report(number, `(record ${n}) ${orderProblem}`);
    if (hasEnd) report(number, `(record ${n}) was added after the end`);
    isExport ||= n === 0 && record.startsWith('{"type":"export"');
    hasEnd ||= record.startsWith('{"type":"end"');
    if (head && n === head.n) {
      headFound = true;
      if (hash !== head.hash) report(number, `(record ${n}) is not the record that was last written here`);
    }
    last = { n, hash };
  }
  if (isExport && !hasEnd)
    report(lines.length + 1, 'is missing: lines were removed at the end of this export');
  if (head && !headFound && (last?.n ?? -1) < head.n)
    report(
      lines.length + 1,
      `is missing: the audit had come to record ${head.n}, this file ends at ${last?.n ?? 'none'}`,
    );
  return { problems, lines: lines.length, first, last };
}

/** Only record 0 has a known place; the records before another first one may have been rotated away. */
const startOf = (n) => (n === 0 ? { n: -1, hash: GENESIS } : undefined);

function placeProblem(last, n, prev) {
  if (!last) return undefined;
  if (n <= last.n) return `is out of order: it follows record ${last.n}`;
  if (n > last.n + 1)
    return n === last.n + 2
      ? `follows record ${last.n}: record ${last.n + 1} was removed`
      : `follows record ${last.n}: records ${last.n + 1} to ${n - 1} were removed`;
  return prev === last.hash ? undefined : 'does not continue the line before it: one of the two was changed';
}
