/** Length of "2026-11-21T04:04:00.123456789Z ", which `logs?timestamps=1` puts before every line, always in UTC. */
export const STAMP_BYTES = 31;

/** Podman's timestamps: to the second (4.3) or with as many digits as needed, in the time zone of its machine. */
const PODMAN_STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) /;

/**
 * Splits the engine's timestamp from a line of history. `at`: ms since the epoch; `stamp`: text that sorts by time to
 * the nanosecond. A line without a timestamp is returned unchanged.
 */
export function splitStamp(line: string): { at: number | undefined; stamp: string; text: string } {
  if (line[STAMP_BYTES - 1] !== ' ' || line[STAMP_BYTES - 2] !== 'Z' || line[10] !== 'T')
    return splitPodmanStamp(line);
  const at = secondOf(line.slice(0, 19)) + Number(line.slice(20, 23));
  if (Number.isNaN(at)) return splitPodmanStamp(line);
  return { at, stamp: line.slice(0, STAMP_BYTES - 1), text: line.slice(STAMP_BYTES) };
}

function splitPodmanStamp(line: string): { at: number | undefined; stamp: string; text: string } {
  const [whole, second = '', fraction = '', zone = ''] = PODMAN_STAMP.exec(line) ?? [];
  const start = Date.parse(`${second}${zone}`);
  if (whole === undefined || Number.isNaN(start)) return { at: undefined, stamp: '', text: line };
  const digits = fraction.padEnd(9, '0');
  const stamp = `${new Date(start).toISOString().slice(0, 19)}.${digits}Z`;
  return { at: start + Number(digits.slice(0, 3)), stamp, text: line.slice(whole.length) };
}

/** Last parsed second. Thousands of lines arrive per second; parsing its date once halves the cost of a line. */
let known = { text: '', at: 0 };

function secondOf(text: string): number {
  if (text !== known.text) known = { text, at: Date.parse(`${text}Z`) };
  return known.at;
}

/** The engine stores a line in pieces of this size in bytes, each with a timestamp of its own. */
export const PIECE_BYTES = 16 * 1024;
/** A character that a piece ends in is stored as U+FFFD, which is up to two bytes longer on each side. */
const SLACK_BYTES = 8;
const STAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /;

/** Removes the timestamps inside a long line of history (docker/cli issue 4941). */
export function withoutInnerStamps(text: string): string {
  if (text.length * 3 < PIECE_BYTES) return text;
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  let from = 0;
  for (;;) {
    const at = from + PIECE_BYTES;
    const window = bytes.toString('latin1', at, at + SLACK_BYTES + STAMP_BYTES);
    const match = STAMP.exec(window);
    if (!match) break;
    pieces.push(bytes.subarray(from, at + match.index));
    from = at + match.index + STAMP_BYTES;
  }
  return from === 0 ? text : Buffer.concat([...pieces, bytes.subarray(from)]).toString();
}
