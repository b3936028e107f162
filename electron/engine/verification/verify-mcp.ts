import { randomBytes } from 'node:crypto';
import type { EgressMode } from '../../contract/egress-mode.ts';
import type { ProbeResult } from '../../contract/isolation.ts';
import { APP_HOST } from '../../contract/mcp-grant.ts';
import type { InsideReport } from '../docker/run-inside.ts';
import type { Doors } from './doors.ts';
import { fail, inconclusive, type Probe, pass } from './verify-evidence.ts';
import { readAttempt, type Target } from './verify-targets.ts';

const NAME = 'Bulkhead’s MCP server, through the gateway';
const MARKED = 'mcp';
const OTHER = 'mcp-other';

/** The attempts of one verification to reach the app through the gateway. */
export interface McpTrial {
  /** Whether a person granted the agent the MCP server. */
  readonly isGranted: boolean;
  /** The path of the request that this process waits for. */
  readonly path: string;
  wasReached(): boolean;
  end(): void;
}

export function prepareMcpTrial(doors: Doors, isGranted: boolean): McpTrial {
  return { isGranted, ...doors.expect(randomBytes(16).toString('hex')) };
}

/** Builds the requests through the gateway. Pure. */
export function mcpTargets(
  { path, isGranted }: McpTrial,
  gateway: { host: string; port: number } | undefined,
): Target[] {
  if (!gateway) return [];
  const request = (key: string, of: string): Target => ({
    key,
    ...gateway,
    payload: `GET http://${APP_HOST}${of} HTTP/1.1\r\nHost: ${APP_HOST}\r\nConnection: close\r\n\r\n`,
  });
  return [request(MARKED, path), ...(isGranted ? [request(OTHER, '/v1/agents')] : [])];
}

/** Judges by what arrived at this process; what the agent prints can only make it worse. Pure. */
export function judgeMcp(
  trial: McpTrial,
  mode: EgressMode | undefined,
  report: InsideReport | null,
): ProbeResult {
  const { isGranted, wasReached } = trial;
  const isTried = report?.has(MARKED) === true;
  if (!isGranted) {
    const probe: Probe = { id: 'mcp', name: NAME, expected: 'Refused: nobody granted it' };
    if (wasReached()) return fail(probe, 'A request from inside arrived');
    return isTried
      ? pass(probe, 'No request arrived')
      : inconclusive(probe, 'Nothing in the image could try it.');
  }
  const probe: Probe = {
    id: 'mcp',
    name: NAME,
    expected: 'Answers, and with nothing else of the app: a person granted it',
  };
  const other = readAttempt(report?.get(OTHER) ?? '');
  if (other.kind === 'connected' && /^HTTP\/1\.[01] 2/.test(other.answer))
    return fail(probe, `Something else of the app answered: ${other.answer}`);
  if (wasReached()) return pass(probe, 'Reached, as granted; nothing else of the app answers');
  if (mode === 'off') return pass(probe, 'Not reached while egress is Off');
  return inconclusive(probe, isTried ? 'No request arrived.' : 'Nothing in the image could try it.');
}
