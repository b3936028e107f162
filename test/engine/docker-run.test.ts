import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type AgentSpec, hostFolder } from '../../electron/contract/agent-spec.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { describeAgent } from '../../electron/engine/creation/check-agent.ts';
import type { ContainerInspect } from '../../electron/engine/docker/api.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';

const run = promisify(execFile);
let scope: Scope;
let setup: TestProvisioning;
beforeEach(async () => {
  scope = new Scope();
  setup = await testProvisioning(scope);
});
afterEach(() => scope.dispose());

/** What an inspect says, without what differs between any two containers. */
function normalised(inspect: ContainerInspect, ownText: Record<string, string>): unknown {
  const { Config, HostConfig, Mounts, Image, Path, Args, AppArmorProfile } = inspect;
  const endpoints = Object.entries(inspect.NetworkSettings.Networks).map(([name, endpoint]) => [
    name,
    endpoint.IPAMConfig,
    endpoint.IPAddress,
  ]);
  const mounts = Mounts.map(({ Source: _, ...mount }) => mount).sort((a, b) =>
    a.Destination.localeCompare(b.Destination),
  );
  const { SecurityOpt, ...host } = HostConfig;
  const security = SecurityOpt?.map((option) =>
    option.startsWith('seccomp=') ? JSON.parse(option.slice('seccomp='.length)) : option,
  );
  const {
    AttachStdout: _out,
    AttachStderr: _err,
    ...config
  } = Config as ContainerInspect['Config'] & {
    AttachStdout: boolean;
    AttachStderr: boolean;
  };
  // The command line sends empty lists where the app sends nothing, and variables in an order of its own.
  const env = [...(config.Env ?? [])].sort();
  const everything = {
    config: { ...config, Env: env },
    host,
    security,
    mounts,
    Image,
    Path,
    Args,
    AppArmorProfile,
    endpoints,
  };
  let text = JSON.stringify(everything, (_key, value: unknown) => (isEmpty(value) ? undefined : value));
  for (const [value, word] of Object.entries(ownText)) text = text.replaceAll(value, word);
  return JSON.parse(text);
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** A folder with a file and a folder to hide. */
function maskedFolder() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bulkhead-run-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, '.ssh'));
  writeFileSync(join(folder, '.env'), '');
  return hostFolder(folder, { masks: ['.env', '.ssh'], readOnly: true });
}

const base = busyboxSpec('equal');
const cases: [string, AgentSpec][] = [
  ['Balanced', base],
  ['Strict without gVisor', { ...base, isolation: { ...defaultSpec('custom', 'strict').isolation } }],
  [
    'Open with odd words',
    {
      ...base,
      isolation: {
        ...defaultSpec('custom', 'open').isolation,
        dropAllCapabilities: false,
        noNewPrivileges: false,
      },
      command: ['sh', '-c', `echo "it's \${HOME}"; sleep 3600`],
      env: [{ name: 'ODD', value: `a b'c"d$e\\` }],
      restart: 'on-failure',
      resources: { ...base.resources, cpus: 0.33 },
    },
  ],
  ['a host folder with masks', { ...base, workspace: maskedFolder() }],
  [
    'the image’s own user and command',
    {
      ...base,
      command: [],
      isolation: { ...base.isolation, nonRoot: false },
    },
  ],
];

it.each(cases)('says as docker commands what it makes: %s', async (_, spec) => {
  const agent = await createAgent(setup, spec);
  // The same spec under another name gets objects of its own, which the commands make.
  const twin = { ...spec, name: 'twin' };
  const { dockerRun } = await describeAgent(setup.deps, twin, scope.signal);
  await run('sh', ['-ec', dockerRun]);
  const byHand = await setup.engine.inspectContainer('bulkhead-twin');
  const twinId = byHand.Config.Labels['dev.bulkhead.agent'] ?? '';
  const [own, other] = await Promise.all(
    [agent.agentId, twinId].map((id) => setup.engine.inspectNetwork(`bulkhead-${id}`)),
  );
  expect(other).toMatchObject({
    Internal: own?.Internal,
    EnableIPv6: own?.EnableIPv6,
    Options: own?.Options,
  });
  const subnet = (network: typeof own) => network?.IPAM.Config?.[0]?.Subnet?.replace(/\d+\/29$/, '') ?? '?';
  const last = (network: typeof own) =>
    Number(/(\d+)\/29$/.exec(network?.IPAM.Config?.[0]?.Subnet ?? '')?.[1]);
  const text = (id: string, name: string, network: typeof own) => ({
    [id]: 'ID',
    [`"name\\":\\"${name}`]: '"name\\":\\"NAME',
    [`"Hostname":"${name}"`]: '"Hostname":"NAME"',
    ...Object.fromEntries([1, 2, 3].map((n) => [`${subnet(network)}${last(network) + n}`, `ADDRESS${n}`])),
  });
  expect(normalised(byHand, text(twinId, 'twin', other))).toEqual(
    normalised(agent.container, text(agent.agentId, 'equal', own)),
  );
});
