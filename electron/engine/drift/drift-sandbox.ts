import type { Difference } from '../../contract/isolation.ts';
import { listed } from '../../lib/listed.ts';
import { isMaskMount } from '../objects/mask-mount.ts';
import { isRepeated } from '../objects/repeated-mount.ts';
import { agentMounts } from '../workspace/mounts.ts';
import type { DriftSubject } from './drift.ts';

type Found = Omit<Difference, 'remedy'>;

/**
 * Compares what a container cannot change, which differs when a person recreated the container by hand. Lists only what
 * is weaker than requested; a new container repairs all of it.
 */
export function driftOfSandbox(subject: DriftSubject): Difference[] {
  const { spec, inspect } = subject;
  const { isolation } = spec;
  const { HostConfig, Config } = inspect;
  const differences: (Found | false)[] = [
    HostConfig.Privileged === true && {
      id: 'privileged',
      subject: 'Privileged',
      expected: 'No',
      actual: 'Yes: it may do whatever the host’s root may',
    },
    (HostConfig.CapAdd ?? []).length > 0 && {
      id: 'capabilities.added',
      subject: 'Added capabilities',
      expected: 'None',
      actual: listed(HostConfig.CapAdd ?? []),
    },
    isolation.dropAllCapabilities &&
      !(HostConfig.CapDrop ?? []).some((name) => name.toUpperCase() === 'ALL') && {
        id: 'capabilities',
        subject: 'Capabilities',
        expected: 'All dropped',
        actual: 'The engine’s default ones',
      },
    isolation.readOnlyRoot &&
      HostConfig.ReadonlyRootfs !== true && {
        id: 'root',
        subject: 'Root filesystem',
        expected: 'Read-only',
        actual: 'Writable',
      },
    isolation.noNewPrivileges &&
      !(HostConfig.SecurityOpt ?? []).some((option) => /^no-new-privileges([:=]true)?$/.test(option)) && {
        id: 'no-new-privileges',
        subject: 'No new privileges',
        expected: 'On',
        actual: 'Off',
      },
    (HostConfig.SecurityOpt ?? []).some((option) => /^seccomp[=:]unconfined$/.test(option)) && {
      id: 'seccomp',
      subject: 'System call filter',
      expected: 'On',
      actual: 'Off',
    },
    isolation.nonRoot &&
      /^(0|root)?(:|$)/.test(Config.User) &&
      // A rootless engine maps its user 0 to the person, so the app requests root inside there.
      !subject.facts.rootless && { id: 'user', subject: 'User', expected: 'Not root', actual: 'root' },
    isolation.runtime !== '' &&
      HostConfig.Runtime !== isolation.runtime && {
        id: 'runtime',
        subject: 'Runtime',
        expected: isolation.runtime,
        actual: HostConfig.Runtime || 'The engine’s default',
      },
    (HostConfig.Devices ?? []).length > 0 && {
      id: 'devices',
      subject: 'Devices of the host',
      expected: 'None',
      actual: listed((HostConfig.Devices ?? []).map(({ PathOnHost }) => PathOnHost)),
    },
    ...foreignFolders(subject),
  ];
  return differences.filter((each) => each !== false).map((each) => ({ ...each, remedy: 'recreate' }));
}

function foreignFolders({ agentId, spec, inspect }: DriftSubject): Found[] {
  const expected = agentMounts(agentId, spec, []).map(({ Target }) => Target);
  return inspect.Mounts.filter(
    // A mask shows nothing of the host.
    (mount, _index, mounts) =>
      mount.Type === 'bind' &&
      !isMaskMount(mount) &&
      !expected.includes(mount.Destination) &&
      !isRepeated(mount, mounts),
  ).map(({ Source, Destination }) => ({
    id: `mount.${Destination}`,
    subject: `Host folder at ${Destination}`,
    expected: 'Not mounted',
    actual: Source,
  }));
}
