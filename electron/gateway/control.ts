import {
  CONTROL_LINE_LIMIT_BYTES,
  type ControlCommand,
  controlCommandSchema,
  type GatewayMessage,
} from '../contract/egress-control.ts';
import { LineReader } from './line-reader.ts';

export interface ControlTarget {
  execute(command: ControlCommand): Promise<void>;
}

export type ParsedLine =
  | { readonly ok: true; readonly command: ControlCommand }
  | { readonly ok: false; readonly error: GatewayMessage };

/** Parses one line. An error never repeats the line, because it may contain a secret. */
export function parseControlLine(line: string): ParsedLine {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { ok: false, error: { type: 'error', code: 'malformed', message: 'That line is no JSON.' } };
  }
  const parsed = controlCommandSchema.safeParse(json);
  if (parsed.success) return { ok: true, command: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  const message = `${where}${issue?.message ?? 'That is no command.'}`.slice(0, 500);
  return { ok: false, error: { type: 'error', ...seqOf(json), code: 'invalid', message } };
}

/** The number of a refused command, so that its sender can identify it. */
function seqOf(json: unknown): { seq?: number } {
  const seq = typeof json === 'object' && json !== null && 'seq' in json ? json.seq : undefined;
  return typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? { seq } : {};
}

/** Parses the bytes of stdin into commands. An unreadable line is answered with an error and changes nothing. */
export function createControlInput(
  target: ControlTarget,
  send: (message: GatewayMessage) => void,
): LineReader {
  return new LineReader(CONTROL_LINE_LIMIT_BYTES, {
    onLine: (line) => {
      const parsed = parseControlLine(line);
      if (parsed.ok)
        // `execute` never rejects; its answer goes to the output.
        void target.execute(parsed.command);
      else send(parsed.error);
    },
    onTooLong: () =>
      send({
        type: 'error',
        code: 'too-long',
        message: `A line is at most ${CONTROL_LINE_LIMIT_BYTES} bytes.`,
      }),
  });
}
