import { expect, it } from 'vitest';
import { BASIC_TYPES } from '../../../electron/contract/basic-types.ts';
import type { LimitKind } from '../../../electron/contract/engine.ts';
import { type AgentForm, initialForm, withPreset } from '../../agent-form/form.ts';
import { type SummaryLine, summarize } from './summarize.ts';

const form = initialForm('otter', undefined);
const { workspace, isolation, life } = form;
const secretId = 'a'.repeat(24);
const context = {
  facts: undefined,
  type: { environment: { SET: '1' } },
  secrets: [{ id: secretId, name: 'Work key' }],
  home: '/home/me',
};
const folder = (change: Partial<AgentForm['workspace']['folder']>) => ({
  workspace: {
    ...workspace,
    kind: 'host-folder' as const,
    folder: { ...workspace.folder, path: '/p', ...change },
  },
});

const cases: [Partial<AgentForm>, SummaryLine['topic'], SummaryLine['severity'], RegExp][] = [
  [{}, 'Sees', 'good', /None of your files/],
  [{}, 'Reaches', 'good', /only registry.npmjs.org, pypi.org and 2 more domains\.$/],
  [{}, 'Runs', 'note', /host’s kernel/],
  [{}, 'Uses', 'good', /512 MiB of memory, 1 CPU and 256 processes/],
  [folder({}), 'Sees', 'note', /^\/p, as it is on your disk/],
  [folder({}), 'Writes', 'weak', /^\/p directly/],
  [folder({ path: '' }), 'Writes', 'weak', /^Your folder directly/],
  [folder({ path: '/home/me/' }), 'Sees', 'critical', /^All of \/home\/me/],
  [folder({ path: '/' }), 'Sees', 'critical', /^All of \//],
  [folder({ masks: '' }), 'Sees', 'weak', /nothing is hidden/],
  [folder({ readOnly: true }), 'Writes', 'good', /^Only its home and \/tmp;/],
  [
    folder({ readOnly: true, further: [{ key: 1, path: '/lib', readOnly: false }] }),
    'Writes',
    'weak',
    /^\/lib directly/,
  ],
  [{ workspace: { ...workspace, kind: 'copy' } }, 'Sees', 'good', /A copy of what you choose/],
  [{ startWithoutAsking: ['x'] }, 'Runs', 'note', /without asking/],
  [{ startWithoutAsking: ['x'], ...folder({}) }, 'Runs', 'good', /once you agree/],
  [
    { startWithoutAsking: ['x'], ...folder({}), acting: { acts: true, against: false } },
    'Runs',
    'weak',
    /without asking/,
  ],
  [{ egress: 'off' }, 'Reaches', 'good', /No internet/],
  [{ egress: 'full' }, 'Reaches', 'weak', /Any public address/],
  [{ allowedDomains: '' }, 'Reaches', 'good', /allowlist is empty/],
  [{ sets: ['npm'] }, 'Reaches', 'good', /what one rule set allows\./],
  [{ group: 'pair' }, 'Reaches', 'weak', /“pair”/],
  [{ ports: '3000' }, 'Reaches', 'note', /3000/],
  [{ secrets: [{ secretId, delivery: 'gateway' }] }, 'Uses', 'good', /“Work key” through the gateway/],
  [{ secrets: [{ secretId, delivery: 'file' }] }, 'Uses', 'weak', /The value of “Work key”/],
  [{ secrets: [{ secretId, delivery: 'gateway' }], egress: 'off' }, 'Uses', 'note', /no provider/],
  [
    {
      env: [
        { key: 1, name: 'A', value: 'b' },
        { key: 2, name: 'SET', value: '1' },
      ],
    },
    'Uses',
    'note',
    /One variable/,
  ],
  [{ isolation: { ...isolation, readOnlyRoot: false } }, 'Writes', 'weak', /Anywhere inside/],
  [{ isolation: { ...isolation, noNewPrivileges: false } }, 'Runs', 'weak', /setuid/],
  [{ isolation: { ...isolation, nonRoot: false } }, 'Runs', 'weak', /often root/],
  [
    { isolation: { ...isolation, nonRoot: false, dropAllCapabilities: false } },
    'Runs',
    'critical',
    /capabilities/,
  ],
  [{ life: { ...life, removeWhenStopped: true } }, 'Writes', 'note', /thrown away/],
];

it.each(cases)('%o: %s %s %s', (change, topic, severity, text) => {
  expect(summarize({ ...form, ...change }, context)).toContainEqual({
    topic,
    severity,
    text: expect.stringMatching(text),
  });
});

it('puts the sharpest risk first', () => {
  const open = withPreset({ ...form, ...folder({ path: '/' }) }, BASIC_TYPES.shell, 'open', undefined);
  const severities = summarize(open, context).map(({ severity }) => severity);
  expect(severities[0]).toBe('critical');
  const order = ['critical', 'weak', 'note', 'good'];
  expect(severities).toEqual([...severities].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
});

it('says what the engine cannot limit, in place of limits that do not hold', () => {
  const without = (...unenforcedLimits: LimitKind[]) =>
    summarize(form, { ...context, facts: { runtimes: [], defaultRuntime: '', unenforcedLimits } })
      .map(({ severity, text }) => `${severity}: ${text}`)
      .filter((text) => /CPU/.test(text));
  expect(without('cpus')).toEqual(['weak: All of the CPUs of this machine: the engine cannot limit them.']);
  expect(without('memory', 'cpus', 'pids')).toEqual([
    'weak: All of the memory, the CPUs and the processes of this machine: the engine cannot limit them.',
  ]);
});
