import { expect, it } from 'vitest';
import { agentFileSchema } from '../../../electron/contract/files/agent-file.ts';
import { readYaml } from '../../../electron/contract/files/read-yaml.ts';
import { allowancesOf } from './allowances.ts';

function read(text: string) {
  const result = readYaml(text, agentFileSchema);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
const lines = (text: string, folder?: string) =>
  allowancesOf(read(`version: 1\n${text}`), folder).map(({ text, risk }) => [risk, text]);
const risks = (text: string, folder?: string) =>
  lines(text, folder)
    .filter(([risk]) => risk)
    .map(([, text]) => text);

it('tells what an agent would be allowed, risks first', () => {
  const file = 'egress: { mode: full }\nisolation: { dropAllCapabilities: false }\nmemory: 1g';
  expect(lines(file)).toEqual([
    [true, 'Internet: everything public.'],
    [true, 'Keeps the engine’s default capabilities.'],
    [false, 'Works in a new, empty volume.'],
    [false, 'Isolation preset Balanced.'],
    [false, 'Is of the type “shell”.'],
    [false, 'Up to 1g of memory.'],
  ]);
});

it('has a line for every field', () => {
  const text = lines(`
name: otter
purpose: Mends tests
tags: [web, red]
type: custom
image: example.com/image
command: [run, it]
workspace: { kind: host-folder, path: /srv/folder, readOnly: true, masks: [key.pem] }
memory: 3g
cpus: 1.5
processes: 321
isolation: { preset: strict, runtime: runx, readOnlyRoot: true, dropAllCapabilities: true,
  noNewPrivileges: true, nonRoot: true, seccomp: tightened }
egress:
  mode: allowlist
  allowedDomains: [domain.test]
  rules:
    - { host: rule.test, ports: [8443], methods: [PATCH], paths: [/path], note: because }
    - { host: any.test, anyProtocol: true }
    - { host: deny.test, effect: deny }
  sets: [npm]
  services: [{ name: Models, host: models.internal, address: 192.168.1.5, port: 8080 }]
credentials: [Work key]
env: { NODE_OPTIONS: --require=./x.js, EMPTY: '' }
ports: ['8081:80']
life: { idleStopMinutes: 77, startOnConsole: true, startOnLaunch: true, removeWhenStopped: true }
group: web-team
`)
    .map(([, text]) => text)
    .join('\n');
  for (const sentence of [
    ...[
      'otter',
      'Mends tests',
      'web, red',
      'custom',
      'example.com/image',
      'run it',
      '/srv/folder',
      'key.pem',
    ],
    ...['3g', '1.5', '321', 'Strict', 'runx', 'system files', 'capabilities', 'privileges', 'not as root'],
    ...['Tightened', 'Allowlist', 'domain.test', 'rule.test (8443; PATCH; /path)', 'because', 'any.test'],
    ...['Never reaches deny.test', 'npm', 'Models', '192.168.1.5', 'models.internal:8080', 'Work key'],
    ...[
      'NODE_OPTIONS set to “--require=./x.js”',
      'EMPTY',
      '8081',
      '77',
      'console',
      'whenever',
      'thrown away',
      'web-team',
    ],
  ]) {
    expect(text, sentence).toContain(sentence);
  }
});

it.each([
  ['/home/me/other', /on this machine/],
  ['file:///home/me/other', /on this machine/],
  ['git@example.com:me/other', /your SSH keys/],
  ['ssh://git@example.com/other', /your SSH keys/],
  ['https://example.com/other', /your logins/],
  ['git://example.com/other', /unencrypted/],
])('marks the repository %s', (url, says) => {
  const messages = risks(`workspace: { kind: copy, repository: '${url}' }`, '/home/me/project');
  expect(messages).toEqual([expect.stringContaining(url)]);
  expect(messages[0]).toMatch(says);
});

it.each([
  ['a variable', 'env: { PATH: /x }', /PATH set to/],
  ['a group', 'group: web-team', /reach each other/],
  [
    'any protocol',
    'egress: { mode: allowlist, rules: [{ host: a.test, anyProtocol: true }] }',
    /any protocol/,
  ],
  ['a rule', 'egress: { mode: allowlist, rules: [{ host: a.test }] }', /a\.test/],
  ['a domain', 'egress: { mode: allowlist, allowedDomains: [a.test] }', /a\.test/],
  ['a missing mask', 'workspace: { kind: host-folder, readOnly: true, masks: [] }', /\.env/],
  ['the weakest runtime', 'isolation: { runtime: runc }', /runc/],
  ['a port', 'ports: [80]', /port 80/],
  ['an image', 'image: x', /image x/],
])('marks what widens: %s', (_what, file, says) => {
  expect(risks(file).join('\n')).toMatch(says);
});

it('lists the same once', () => {
  const list = lines('egress: { mode: allowlist, allowedDomains: [a.test], rules: [{ host: a.test }] }');
  expect(list.filter(([, text]) => text === 'Reaches a.test.')).toHaveLength(1);
});
