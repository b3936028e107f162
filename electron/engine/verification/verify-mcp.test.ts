import { expect, it } from 'vitest';
import { Doors } from './doors.ts';
import { judgeMcp, mcpTargets, prepareMcpTrial } from './verify-mcp.ts';

const gateway = { host: '10.83.0.2', port: 3128 };
const refused = new Map([['mcp', 'connected HTTP/1.1 403 Forbidden']]);

it('passes an agent without a grant of which nothing arrived, and fails it when a request did', () => {
  const doors = new Doors(undefined);
  const trial = prepareMcpTrial(doors, false);
  expect(mcpTargets(trial, gateway).map(({ key }) => key)).toEqual(['mcp']);
  expect(judgeMcp(trial, 'allowlist', refused).verdict).toBe('pass');
  expect(judgeMcp(trial, 'allowlist', null).verdict).toBe('inconclusive');
  doors.arrived(trial.path);
  expect(judgeMcp(trial, 'allowlist', refused).verdict).toBe('fail');
});

it('passes an agent with a grant that reaches the MCP server alone', () => {
  const doors = new Doors(undefined);
  const trial = prepareMcpTrial(doors, true);
  expect(mcpTargets(trial, gateway).map(({ key }) => key)).toEqual(['mcp', 'mcp-other']);
  const report = new Map([...refused, ['mcp-other', 'connected HTTP/1.1 404 Not Found'] as const]);
  expect(judgeMcp(trial, 'allowlist', report).verdict).toBe('inconclusive');
  expect(judgeMcp(trial, 'off', report).verdict).toBe('pass');
  doors.arrived(trial.path);
  expect(judgeMcp(trial, 'allowlist', report).verdict).toBe('pass');
  const open = new Map([...refused, ['mcp-other', 'connected HTTP/1.1 200 OK'] as const]);
  expect(judgeMcp(trial, 'allowlist', open).verdict).toBe('fail');
});
