import { expect, it } from 'vitest';
import { hostFolder } from '../../contract/agent-spec.ts';
import { splitCommand } from '../../contract/command-line.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { chooseSubnet } from '../objects/subnet.ts';
import { compile } from './compile.ts';
import { dockerRun, groupCommands } from './docker-run.ts';
import { facts } from './facts.fixture.ts';

const spec = { ...defaultSpec('shell', 'balanced'), name: 'quiet-otter' };
const allocation = {
  agentId: '0123456789ab',
  version: '0.1.0',
  person: { uid: 1001, gid: 1002, name: 'ada' },
  subnet: chooseSubnet('0123456789ab', []),
  image: { id: 'sha256:1234', user: '' },
};
const options = { seccompPath: '/opt/Bulk head/tightened.json' };

it('writes the commands for a Balanced agent', () => {
  expect(dockerRun(compile(spec, facts, allocation), options)).toMatchSnapshot();
});

it('puts the container into its group', () => {
  expect(groupCommands('web', 'quiet-otter')).toContain(
    'docker network connect --alias quiet-otter --alias quiet-otter.agents.internal bulkhead-group-web bulkhead-quiet-otter',
  );
});

it('survives any shell with what people type', () => {
  const odd = {
    ...spec,
    command: ['sh', '-c', `echo "it's $HOME" > /tmp/x`],
    env: [{ name: 'A', value: `'";$(rm -rf /)\n` }],
    workspace: hostFolder('/srv/a, "b"', { readOnly: true }),
  };
  const text = dockerRun(compile(odd, facts, allocation), options);
  const run = splitCommand(text.slice(text.indexOf('docker run')).replaceAll(' \\\n', ' '));
  const argv = run.ok ? run.argv : [];
  expect(argv.slice(-3)).toEqual(odd.command);
  expect(argv).toContain(`A=${odd.env[0]?.value}`);
  expect(argv).toContain('type=bind,"source=/srv/a, ""b""",target=/workspace,readonly');
});

it('takes the seccomp profile from its file', () => {
  const strict = { ...spec, isolation: { ...spec.isolation, seccomp: { kind: 'tightened' as const } } };
  const text = dockerRun(compile(strict, facts, { ...allocation, seccompProfile: '{"big":1}' }), options);
  expect(text).toContain(`--security-opt 'seccomp=/opt/Bulk head/tightened.json'`);
  expect(text).not.toContain('big');
});
