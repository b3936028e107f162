import { expect, it } from 'vitest';
import { sampleSpec } from '../../../electron/contract/agent.fixture.ts';
import { hostFolder, privateCopy } from '../../../electron/contract/agent-spec.ts';
import { BASIC_TYPES } from '../../../electron/contract/basic-types.ts';
import { newAgentMemorySchema } from '../../../electron/contract/new-agent-memory.ts';
import { initialForm, specFrom } from '../../agent-form/form.ts';
import { recall, recentProjects, remember } from './remembered.ts';
import { withRemembered } from './remembered-form.ts';

const wide = sampleSpec({
  workspace: hostFolder('/p/shop', { masks: ['.env'], folders: [{ path: '/lib', readOnly: true }] }),
  egress: { ...sampleSpec().egress, mode: 'full' },
  ports: [{ containerPort: 3000, hostPort: 8080 }],
  env: [{ name: 'API_KEY', value: 'canary-value' }],
  secrets: [{ secretId: 'a'.repeat(24), delivery: 'file' }],
});
const fresh = initialForm('next', undefined);
const recalled = (project: string) => {
  const remembered = recall(remember([], wide, 1), 'shell', project);
  return withRemembered(fresh, BASIC_TYPES.shell, remembered, undefined);
};

it('fills the form for a project as its last agent was made', () => {
  const result = specFrom({ ...recalled('/p/shop'), image: 'debian' });
  expect(result).toMatchObject({
    spec: { workspace: wide.workspace, ports: wide.ports, egress: wide.egress },
  });
});

it('keeps what widens a sandbox to its project, and limits for the type', () => {
  const volume = sampleSpec({
    egress: { ...wide.egress },
    resources: { memoryBytes: 2 ** 30, cpus: 2, pids: 99 },
  });
  const memory = remember(remember([], wide, 1), volume, 2);
  const form = withRemembered(fresh, BASIC_TYPES.shell, recall(memory, 'shell', ''), undefined);
  expect(form).toMatchObject({ egress: 'allowlist', memory: '1 GiB', cpus: '2', pids: '99' });
  expect(recall(memory, 'shell', '/p/other')).toBeUndefined();
});

it('remembers no variable, no credential and no command that holds a key', () => {
  const command = ['run', `--key=sk-ant-${'x'.repeat(20)}`];
  const memory = remember([], sampleSpec({ ...wide, type: 'custom', command }), 1);
  expect(JSON.stringify(memory)).not.toMatch(/canary-value|API_KEY|aaaa|sk-ant/);
  expect(newAgentMemorySchema.safeParse(JSON.parse(JSON.stringify(memory))).success).toBe(true);
});

it('lists each project once, the newest first, and tells those of one name apart', () => {
  const specs = [
    sampleSpec({ workspace: hostFolder('/a/shop') }),
    sampleSpec({ workspace: privateCopy({ kind: 'repository', url: 'https://x.test/y/tool.git', ref: '' }) }),
    sampleSpec(),
    sampleSpec({ workspace: hostFolder('/b/shop'), type: 'codex' }),
    sampleSpec({ workspace: hostFolder('/a/shop'), type: 'codex' }),
  ];
  const memory = specs.reduce<ReturnType<typeof remember>>((made, spec, at) => remember(made, spec, at), []);
  expect(recentProjects(memory)).toEqual([
    { project: '/a/shop', type: 'codex', label: 'a/shop' },
    { project: '/b/shop', type: 'codex', label: 'b/shop' },
    { project: 'https://x.test/y/tool.git', type: 'shell', label: 'tool' },
  ]);
});
