import { expect, it } from 'vitest';
import { type AgentSpec, agentSpecSchema, hostFolder } from '../../electron/contract/agent-spec.ts';
import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import { agentFileOf, agentFileSchema } from '../../electron/contract/files/agent-file.ts';
import {
  environmentWithFile,
  foreignFolder,
  specOfFile,
} from '../../electron/contract/files/agent-file-spec.ts';
import { readYaml } from '../../electron/contract/files/read-yaml.ts';
import { writeYaml } from '../../electron/contract/files/write-yaml.ts';
import { initialForm, specFrom } from '../agent-form/form.ts';
import { formWithFile, missingFor } from './file-form.ts';

const spec: AgentSpec = agentSpecSchema.parse({
  version: 1,
  name: 'otter',
  purpose: 'Mends tests',
  type: 'shell',
  image: BASIC_TYPES.shell.image,
  command: [...BASIC_TYPES.shell.command],
  env: [
    { name: 'MODE', value: 'fast' },
    { name: 'API_KEY', value: 'sk-canary-0123456789abcdef' },
  ],
  secrets: [{ secretId: 'a'.repeat(24) }],
  workspace: hostFolder('/home/me/project', { readOnly: true, masks: ['.env', 'config/key.pem'] }),
  resources: { memoryBytes: 2 * 1024 ** 3, cpus: 1.5, pids: 300 },
  isolation: { preset: 'balanced', readOnlyRoot: false, tmpBytes: 1024 ** 3 },
  egress: {
    mode: 'allowlist',
    allowedDomains: ['example.com'],
    rules: [{ effect: 'deny', host: 'ads.example.com' }],
    sets: ['npm'],
    services: [{ name: 'Models', host: 'models.internal', address: '192.168.1.5', port: 8080 }],
  },
  life: { idleStopMinutes: 30, startOnLaunch: true },
  ports: [
    { containerPort: 3000, hostPort: null },
    { containerPort: 80, hostPort: 8080 },
  ],
  tags: ['web'],
  group: 'web-team',
});
const secrets = [{ id: 'a'.repeat(24), name: 'Work key' }];
/** The built-in types, and one with variables and sets. */
const TYPES: UsableAgentType[] = [
  ...Object.values(BASIC_TYPES),
  {
    ...BASIC_TYPES.shell,
    id: 'claude-code',
    environment: { DISABLE_AUTOUPDATER: '1' },
    egress: { domains: [], sets: ['anthropic'] },
    start: ['claude'],
    startWithoutAsking: ['claude', '--yes'],
  },
];
const around = { types: Object.values(BASIC_TYPES), secrets, facts: undefined };

function read(text: string) {
  const result = readYaml(text, agentFileSchema);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
function problems(text: string) {
  const result = readYaml(text, agentFileSchema);
  return result.ok ? [] : result.problems;
}

it('says everything about an agent but its secrets, and makes the same agent of it again', () => {
  const text = writeYaml(agentFileOf(spec, ['Work key']));
  expect(text).not.toContain('canary');
  expect(text).not.toContain('fast');
  const form = formWithFile(initialForm('', undefined), read(text), around);
  const built = specFrom(form);
  if ('errors' in built) throw new Error(JSON.stringify(built.errors));
  expect({ ...built.spec, env: [] }).toEqual({
    ...spec,
    env: [],
    secrets: [{ secretId: 'a'.repeat(24), delivery: 'gateway' }],
  });
  expect(built.spec.env).toEqual([
    { name: 'MODE', value: '' },
    { name: 'API_KEY', value: '' },
  ]);
});

it.each([
  'version: 1',
  'version: 1\ntype: claude-code\nenv: { DISABLE_AUTOUPDATER: "", MODE: fast }\nworkspace: { kind: copy }',
  'version: 1\nisolation: { preset: strict, seccomp: default }\nworkspace: { kind: host-folder }',
  'version: 1\nmemory: 3g\ntmpSize: 2g\nworkspace: { kind: copy, repository: "https://example.com/r" }\ntags: [a]',
  writeYaml(agentFileOf(spec, ['Work key'])),
])('makes the same agent in the window and on the command line of %j', (text) => {
  const file = read(text);
  const type = TYPES.find(({ id }) => id === file.type) ?? BASIC_TYPES.shell;
  const context = { types: TYPES, secrets, facts: undefined, folder: '/home/me/project' };
  const form = formWithFile(initialForm('otter', undefined), file, context);
  const { folder } = context;
  const made = specOfFile(file, { name: 'otter', type, facts: { runtimes: [] }, secrets, folder });
  expect(specFrom(form)).toEqual({ spec: made });
});

it('keeps the variables of the type, and their values where the file has none', () => {
  const file = read('version: 1\nenv: { UPDATES: "", MODE: fast }');
  expect(environmentWithFile([{ name: 'UPDATES', value: 'off' }], file)).toEqual([
    { name: 'UPDATES', value: 'off' },
    { name: 'MODE', value: 'fast' },
  ]);
});

it.each([
  ['an unknown wish', 'version: 1\nprivileged: true', /privileged/, 2],
  ['a mount of its own', 'version: 1\nworkspace:\n  kind: host-folder\n  path: /home/../etc', /without/, 4],
  ['a mask that climbs out', 'version: 1\nworkspace:\n  kind: host-folder\n  masks: [../x]', /mask/, 4],
  ['a /tmp without a limit', 'version: 1\ntmpSize: "0"', /1 MiB/, 2],
  ['a secret', 'version: 1\nenv:\n  A: sk-ant-REDACTED-012345', /secret/, 3],
  [
    'a pattern that matches everything',
    "version: 1\negress:\n  mode: allowlist\n  allowedDomains: ['*']",
    /./,
    4,
  ],
  ['another version', 'version: 2', /version 1/, 1],
  ['an alias', 'version: 1\ntags: &a [x]\nenv: *a', /Aliases/, 3],
  ['a text that looks other than it is', 'version: 1\npurpose: "a\\u202eb"', /invisible/, 2],
  ['a port out of range', 'version: 1\nports: [70000]', /port/i, 2],
])('refuses %s, and says where', (_what, text, message, line) => {
  const messages = problems(text);
  expect(messages[0]?.message).toMatch(message);
  expect(messages[0]?.line).toBe(line);
});

it('names what this machine lacks', () => {
  const file = read('version: 1\ntype: claude-code\ncredentials: [Work key, Other]');
  expect(missingFor(file, around)).toEqual([
    'There is no agent type “claude-code” here: Shell is chosen instead.',
    'You have no credential “Other”: the agent gets none.',
  ]);
});

it('lets a project ask for its own folder alone', () => {
  const asks = (path: string) =>
    foreignFolder(read(`version: 1\nworkspace: { kind: host-folder, path: ${path} }`), '/home/me/project');
  expect(asks('/home/me/project')).toBeUndefined();
  expect(asks('/home/me')).toBe('/home/me');
  expect(foreignFolder(read('version: 1\nworkspace: { kind: copy }'), '/p')).toBeUndefined();
});

it.each([
  ['', 'volume', true],
  ['actsWithoutAsking: false\n', 'volume', false],
  ['', 'host-folder\n  path: /p', false],
  ['actsWithoutAsking: true\n', 'host-folder\n  path: /p', true],
])('reads %j in a %s as acting without asking: %s, in the form too', (line, kind, acts) => {
  const text = `version: 1\nname: one\ntype: claude-code\n${line}workspace:\n  kind: ${kind}\n`;
  const result = readYaml(text, agentFileSchema);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const type = TYPES.at(-1) ?? BASIC_TYPES.shell;
  const context = { name: 'one', type, facts: { runtimes: [] }, secrets: [], folder: '' };
  expect(specOfFile(result.value, context).actsWithoutAsking).toBe(acts);
  const form = specFrom(formWithFile(initialForm('', undefined), result.value, { ...around, types: TYPES }));
  expect('spec' in form && form.spec.actsWithoutAsking).toBe(acts);
});
