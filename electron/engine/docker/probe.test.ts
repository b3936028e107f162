import { describe, expect, it } from 'vitest';
import type { EndpointProbe } from '../../contract/engine.ts';
import { describeProblem } from './errors.ts';
import { isAbsent, summarizeProbes } from './probe.ts';

function failed(code: string, source: EndpointProbe['endpoint']['source'] = 'socket'): EndpointProbe {
  const error = describeProblem({ code, text: `connect ${code} /x` }, { kind: 'engine' });
  return { endpoint: { url: 'unix:///x', source, label: 'x' }, reachable: false, error };
}

describe('summarizeProbes', () => {
  it('says that nothing is there when all sockets are absent', () => {
    const error = summarizeProbes([failed('ENOENT'), failed('ENOENT')]);
    expect(error).toMatchObject({ type: 'engine-unreachable' });
    expect(error.message).toContain('Docker is not reachable');
    expect(error.actions.map(({ label }) => label)).toEqual(['Retry', 'Choose socket']);
  });

  it('prefers what tells most', () => {
    expect(summarizeProbes([failed('ENOENT'), failed('ECONNREFUSED'), failed('EACCES')]).type).toBe(
      'engine-permission-denied',
    );
    expect(summarizeProbes([failed('ENOENT'), failed('ECONNREFUSED')]).raw).toContain('ECONNREFUSED');
  });
});

describe('isAbsent', () => {
  it('is about usual sockets alone: a named one that is missing is an answer', () => {
    expect(isAbsent(failed('ENOENT'))).toBe(true);
    expect(isAbsent(failed('ENOENT', 'DOCKER_HOST'))).toBe(false);
    expect(isAbsent(failed('EACCES'))).toBe(false);
  });
});
