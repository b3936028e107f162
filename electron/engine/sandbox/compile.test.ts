import { describe, expect, it } from 'vitest';
import { type AgentSpec, hostFolder } from '../../contract/agent-spec.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { chooseSubnet } from '../objects/subnet.ts';
import { type Allocation, compile } from './compile.ts';
import { facts } from './facts.fixture.ts';

const allocation: Allocation = {
  agentId: '0123456789ab',
  version: '0.1.0',
  person: { uid: 1001, gid: 1002, name: 'ada' },
  subnet: chooseSubnet('0123456789ab', []),
  image: { id: 'sha256:1234', user: 'node' },
};
const balanced: AgentSpec = { ...defaultSpec('shell', 'balanced', facts), name: 'quiet-otter' };
const strict: AgentSpec = { ...defaultSpec('shell', 'strict', facts), name: 'quiet-otter' };
const withIsolation = (isolation: Partial<AgentSpec['isolation']>) =>
  compile({ ...balanced, isolation: { ...balanced.isolation, ...isolation } }, facts, allocation).container;

describe('compile', () => {
  it('describes a Balanced shell agent', () => {
    expect(compile(balanced, facts, allocation)).toMatchSnapshot();
  });

  it('describes a Strict one: tightened seccomp under gVisor', () => {
    const { container } = compile(strict, facts, { ...allocation, seccompProfile: '{"x":1}' });
    expect(container.HostConfig.SecurityOpt).toEqual(['no-new-privileges', 'seccomp={"x":1}']);
    expect(container.HostConfig.Runtime).toBe('runsc');
  });

  it('never forgets a profile that the spec names', () => {
    expect(() => compile(strict, facts, allocation)).toThrow('no profile');
  });

  it('shows each switch that is off as what it is', () => {
    expect(withIsolation({ readOnlyRoot: false }).HostConfig).not.toHaveProperty('ReadonlyRootfs');
    // Secrets are never on disk, so their place stays.
    expect(Object.keys(withIsolation({ readOnlyRoot: false }).HostConfig.Tmpfs ?? {})).toEqual([
      '/run/secrets',
    ]);
    expect(withIsolation({ dropAllCapabilities: false }).HostConfig).not.toHaveProperty('CapDrop');
    expect(withIsolation({ noNewPrivileges: false }).HostConfig.SecurityOpt).toEqual([]);
    expect(withIsolation({ nonRoot: false }).User).toBe('node');
  });

  it('makes /tmp no larger than the memory that it counts against', () => {
    const resources = { ...balanced.resources, memoryBytes: 64 * 1024 * 1024 };
    const { container } = compile({ ...balanced, resources }, facts, allocation);
    expect(container.HostConfig.Tmpfs?.['/tmp']).toContain('size=67108864,');
  });

  it('mounts a host folder at /workspace and at its own path, where it also starts', () => {
    const workspace = hostFolder('/home/ada/project', { readOnly: true });
    const { container, volumes } = compile({ ...balanced, workspace }, facts, allocation);
    expect(container.HostConfig.Mounts?.slice(1)).toEqual([
      { Type: 'bind', Source: '/home/ada/project', Target: '/workspace', ReadOnly: true },
      { Type: 'bind', Source: '/home/ada/project', Target: '/home/ada/project', ReadOnly: true },
    ]);
    expect(container.WorkingDir).toBe('/home/ada/project');
    expect(volumes.map((volume) => volume.Name)).toEqual(['bulkhead-0123456789ab-home']);
  });

  it.each(['/var/lib/project', '/root/project', '/tmp/project', '/workspace/x', 'C:\\Users\\ada\\project'])(
    'keeps %s from hiding something of the container',
    (path) => {
      const workspace = hostFolder(path);
      const { container } = compile({ ...balanced, workspace }, facts, allocation);
      expect(container.HostConfig.Mounts?.map((mount) => mount.Target)).toEqual([
        '/home/agent',
        '/workspace',
      ]);
      expect(container.WorkingDir).toBe('/workspace');
    },
  );

  it('gives environment values to the container and to nothing else', () => {
    const spec = {
      ...balanced,
      env: [
        { name: 'TOKEN', value: 'hunter2' },
        { name: 'NO_PROXY', value: 'x' },
      ],
    };
    const compiled = compile(spec, facts, allocation);
    expect(compiled.container.Env).toContain('TOKEN=hunter2');
    expect(compiled.container.Env?.filter((line) => line.startsWith('NO_PROXY='))).toEqual(['NO_PROXY=x']);
    expect(compiled.container.Labels?.[SPEC_LABEL]).not.toContain('hunter2');
    const { container: _, ...others } = compiled;
    expect(JSON.stringify(others)).not.toContain('hunter2');
  });

  it('runs a snapshot in the place of the base image', () => {
    const compiled = compile(balanced, facts, { ...allocation, snapshot: 'bulkhead/snapshot:a-1' });
    expect(compiled.container.Image).toBe('bulkhead/snapshot:a-1');
    expect(compiled.baseImage).toBeUndefined();
  });

  it('names the person’s image while it is not there', () => {
    const { image: _, ...without } = allocation;
    expect(compile(balanced, facts, without).container.Image).toBe('node:24-slim');
  });

  it('leaves out of the network what Podman rejects', () => {
    expect(compile(balanced, { ...facts, isPodman: true }, allocation).network).not.toHaveProperty('Options');
  });

  it('gives no mount in memory an owner where Podman would reject it', () => {
    const tmpfs = (isPodman: boolean) =>
      Object.values(compile(balanced, { ...facts, isPodman }, allocation).container.HostConfig.Tmpfs ?? {});
    expect(tmpfs(false).join()).toContain('uid=');
    expect(tmpfs(true).join()).not.toContain('uid=');
  });

  it('uses another base image for another user', () => {
    const tag = (uid: number) =>
      compile(balanced, facts, { ...allocation, person: { ...allocation.person, uid } }).baseImage?.tag;
    expect(tag(1001)).toBe(tag(1001));
    expect(tag(1001)).not.toBe(tag(1002));
  });
});
