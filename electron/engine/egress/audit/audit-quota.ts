export interface AuditLimits {
  /** A chain continues in a new file above this size. */
  fileBytes: number;
  /** The limit of one agent. */
  files: number;
  /** The limit of all agents together. */
  totalBytes: number;
  /** The number of agents whose history stays on disk. */
  agents: number;
}

/** About 120,000 decisions of one agent, and 500,000 of all. */
export const AUDIT_LIMITS: AuditLimits = {
  fileBytes: 4 * 1024 * 1024,
  files: 16,
  totalBytes: 256 * 1024 * 1024,
  agents: 1_000,
};

export interface ChainSize {
  readonly name: string;
  /** Bytes of each file, the oldest first. */
  readonly files: readonly number[];
}

/**
 * How many of its oldest files each chain must drop, by its name. Beyond the total the largest chain drops first, so
 * that a chain below its fair share loses nothing to the others.
 */
export function filesToDrop(
  chains: readonly ChainSize[],
  { files: mostFiles, totalBytes }: Pick<AuditLimits, 'files' | 'totalBytes'>,
): Map<string, number> {
  const states = chains.map(({ name, files }) => {
    const dropped = Math.max(0, files.length - mostFiles);
    return { name, files, dropped, bytes: sum(files.slice(dropped)) };
  });
  let total = sum(states.map(({ bytes }) => bytes));
  while (total > totalBytes) {
    const largest = states.reduce((one, other) => (other.bytes > one.bytes ? other : one));
    const freed = largest.files[largest.dropped] ?? 0;
    largest.dropped += 1;
    largest.bytes -= freed;
    total -= freed;
  }
  return new Map(states.flatMap(({ name, dropped }) => (dropped > 0 ? [[name, dropped]] : [])));
}

/** The chains with the oldest newest record, beyond so many agents. */
export function chainsToDrop(
  chains: readonly { readonly name: string; readonly writtenAt: number }[],
  { agents }: Pick<AuditLimits, 'agents'>,
): string[] {
  const newestFirst = [...chains].sort((a, b) => b.writtenAt - a.writtenAt);
  return newestFirst.slice(agents).map(({ name }) => name);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
