/** One line of a benchmark's result. */
export interface BenchRow {
  readonly work: string;
  readonly value: number;
  readonly unit: string;
  /** The same work without the app or by another program, measured in turns with it. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** The value by the peer's: the median of the rounds. */
  readonly ratio?: number;
  readonly target?: string;
}

/** What a benchmark found and how. */
export interface BenchResult {
  readonly subject: string;
  readonly method: string;
  readonly rows: readonly BenchRow[];
}

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
