import { describe, expect, it } from 'vitest';
import { sampleAgent } from '../../electron/contract/agent.fixture.ts';
import { MIB } from '../../electron/contract/agent-spec.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { isEmpty } from '../agent-update/plan.ts';
import { domainsOf, formInForce, planOf, type Staged } from './sandbox-form.ts';

const agent = sampleAgent({
  spec: defaultSpec('shell', 'balanced'),
  limits: { memoryBytes: 512 * MIB, cpus: 1.5, pids: 256 },
});
const inForce = formInForce(agent, ['a.test', 'b.test']);
const plan = (staged: Staged) => {
  if (!inForce) throw new Error('no form');
  return planOf(inForce, staged);
};

describe('formInForce', () => {
  it('shows limits as the engine reports them, unlimited as empty', () => {
    expect(inForce).toMatchObject({ memory: '512 MiB', cpus: '1.5', pids: '256', runtime: 'runc' });
    const open = formInForce({ ...agent, limits: { memoryBytes: 0, cpus: 0, pids: 0 } }, []);
    expect(open).toMatchObject({ memory: '', cpus: '', pids: '', allowedDomains: '' });
  });

  it('has nothing to edit without a readable spec', () => {
    expect(formInForce({ ...agent, spec: null }, [])).toBeNull();
  });
});

describe('planOf', () => {
  it('does nothing for what is as it is in force, in any spelling', () => {
    expect(isEmpty(plan({}))).toBe(true);
    expect(isEmpty(plan({ memory: '512m', readOnlyRoot: true, allowedDomains: 'a.test, b.test\n' }))).toBe(
      true,
    );
  });

  it('recreates for the choice to act without asking', () => {
    expect(plan({ actsWithoutAsking: true })).toMatchObject({
      recreate: { isolation: {}, actsWithoutAsking: true },
      recreateReasons: ['whether it asks before it acts'],
    });
    expect(isEmpty(plan({ actsWithoutAsking: false }))).toBe(true);
  });

  it('changes a limit that looks the same when it is rounded', () => {
    const form = formInForce({ ...agent, limits: { ...agent.limits, memoryBytes: 1098 * MIB } }, []);
    expect(form && planOf(form, { memory: '1100m' }).resources).toEqual({ memoryBytes: 1100 * MIB });
    expect(form && planOf(form, { memory: form.memory }).resources).toBeNull();
  });

  it('changes limits live', () => {
    expect(plan({ memory: '1g', pids: '64' })).toMatchObject({
      resources: { memoryBytes: 1024 * MIB, pids: 64 },
      recreate: null,
    });
  });

  it('changes the group live', () => {
    expect(plan({ group: ' web ' })).toMatchObject({
      group: { name: 'web' },
      resources: null,
      recreate: null,
    });
    expect(isEmpty(plan({ group: ' ' }))).toBe(true);
    expect(plan({ group: 'host' }).problems.group).toContain('network of the engine');
    const member = { ...agent, spec: { ...defaultSpec('shell', 'balanced'), group: 'web' } };
    const form = formInForce(member, []);
    expect(form && planOf(form, { group: '' }).group).toEqual({ name: null });
  });

  it('takes limits along when the container is recreated', () => {
    expect(plan({ cpus: '2', nonRoot: false })).toMatchObject({
      resources: null,
      recreate: { isolation: { nonRoot: false }, resources: { cpus: 2 } },
      recreateReasons: ['the user'],
    });
  });

  it('changes the size of /tmp with a new container', () => {
    expect(plan({ tmp: '1g' })).toMatchObject({
      recreate: { isolation: { tmpBytes: 1024 * MIB } },
      recreateReasons: ['the size of /tmp'],
    });
    expect(isEmpty(plan({ tmp: '100m' }))).toBe(true);
  });

  it('sends a custom profile with its content, also the same name again', () => {
    const seccomp = { kind: 'custom', name: 'p.json' } as const;
    expect(plan({ seccomp, seccompProfile: '{}' }).recreate).toEqual({
      isolation: { seccomp },
      seccompProfile: '{}',
    });
    expect(plan({ seccomp: { kind: 'default' } }).recreate).toBeNull();
  });

  it.each([
    ['memory', { memory: 'much' }],
    ['memory', { memory: '1k' }],
    ['memory', { memory: '' }],
    ['cpus', { cpus: '0' }],
    ['cpus', { cpus: 'two' }],
    ['pids', { pids: '1.5' }],
    ['pids', { pids: '-1' }],
    ['tmp', { tmp: '10k' }],
    ['tmp', { tmp: 'much' }],
  ] as const)('explains a wrong %s', (field, staged) => {
    expect(plan(staged).problems[field]).toBeTruthy();
    expect(isEmpty(plan(staged))).toBe(false);
  });

  it.each(['*', 'http://a.test', 'a..b', '10.0.0.1', 'a.test:0', 'a.test:70000', '*.com'])(
    'refuses the domain %s and says why',
    (domain) => expect(plan({ allowedDomains: domain }).problems.allowedDomains).toBeTruthy(),
  );

  it('accepts patterns, and ports behind them', () => {
    expect(plan({ allowedDomains: '**.a.test\n*.b.test\nc.test:8443' }).problems).toEqual({});
  });

  it('reads domains one a line, separated by commas and blanks too, each once', () => {
    expect(domainsOf(' a.test\n\nb.test, c.test a.test ')).toEqual(['a.test', 'b.test', 'c.test']);
    expect(plan({ allowedDomains: 'a.test' }).domains).toEqual(['a.test']);
    expect(plan({ allowedDomains: '' }).domains).toEqual([]);
  });
});
