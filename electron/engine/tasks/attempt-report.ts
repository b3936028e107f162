/** What the script of an attempt reports. Times are in ms since the epoch, by the clock of the engine. */
export type AttemptReport =
  | { kind: 'begun'; at: number | undefined }
  /** The program has ended. */
  | { kind: 'code'; exitCode: number }
  | { kind: 'check'; exitCode: number }
  /** All of it is over. */
  | { kind: 'ended'; at: number | undefined }
  /** Its programs are gone, and it was not over: they were stopped, or their agent was. */
  | { kind: 'lost' }
  /** It cannot begin. */
  | { kind: 'refused'; message: string };

/** Whether nothing comes after it. Pure. */
export function isLast({ kind }: AttemptReport): boolean {
  return kind === 'ended' || kind === 'lost' || kind === 'refused';
}

/** Reads a line of the report. An agent's programs could have written any line; what is no report is undefined. Pure. */
export function readReport(line: string): AttemptReport | undefined {
  const tab = line.indexOf('\t');
  const kind = line.slice(0, Math.max(tab, 0));
  const value = line.slice(tab + 1);
  switch (kind) {
    case 'begun':
    case 'ended':
      return { kind, at: timeFrom(value) };
    case 'code':
    case 'check':
      return /^\d{1,3}$/.test(value) ? { kind, exitCode: Number(value) } : undefined;
    case 'lost':
      return { kind };
    case 'refused':
      return { kind, message: value };
    default:
      return undefined;
  }
}

/** Seconds since the epoch in at most eleven digits, which a Date can hold. */
function timeFrom(text: string): number | undefined {
  return /^\d{1,11}$/.test(text) ? Number(text) * 1000 : undefined;
}
