import type { Decision } from '../../electron/contract/egress.ts';
import type { NetworkBatch } from '../../electron/contract/network.ts';

export const WINDOW_ROWS = 10_000;

/** The newest requests of one agent, oldest first. The row of an open request changes until the request ends. */
export class NetworkWindow {
  #rows: Decision[] = [];
  #rowOfFlow = new Map<string, number>();
  /** Rows that were removed, or were never received. */
  leftOut = 0;
  missed = 0;
  /** Number of all rows ever added, by which a scrolled list moves. */
  added = 0;

  get rows(): readonly Decision[] {
    return this.#rows;
  }

  add(batch: NetworkBatch): void {
    this.leftOut += batch.leftOut;
    this.missed = batch.missed;
    for (const decision of batch.decisions) {
      const at = this.#rowOfFlow.get(decision.flowId);
      if (at !== undefined) this.#rows[at] = decision;
      else {
        this.#rowOfFlow.set(decision.flowId, this.#rows.length);
        this.#rows.push(decision);
        this.added += 1;
      }
    }
    // Rows are removed a tenth at a time, because a removal renumbers all rows.
    if (this.#rows.length > WINDOW_ROWS * 1.1) this.#trim();
  }

  clear(): void {
    this.#rows = [];
    this.#rowOfFlow.clear();
    this.leftOut = 0;
  }

  #trim(): void {
    this.leftOut += this.#rows.length - WINDOW_ROWS;
    this.#rows = this.#rows.slice(-WINDOW_ROWS);
    this.#rowOfFlow = new Map(this.#rows.map(({ flowId }, index) => [flowId, index]));
  }
}

export type VerdictFilter = 'all' | 'allowed' | 'blocked';

/** Returns matching rows, newest first. Host, path and method are searched for the text, ignoring case. */
export function filterRows(rows: readonly Decision[], text: string, verdict: VerdictFilter): Decision[] {
  const query = text.trim().toLowerCase();
  const matches: Decision[] = [];
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (!row || (verdict !== 'all' && row.verdict !== verdict)) continue;
    const line = `${row.method ?? ''} ${row.host}:${row.port}${row.path ?? ''}`.toLowerCase();
    if (line.includes(query)) matches.push(row);
  }
  return matches;
}
