import type { Finding } from '../../contract/isolation.ts';
import type { MountPoint } from '../docker/api.ts';
import { isMaskMount } from '../objects/mask-mount.ts';
import { isRepeated } from '../objects/repeated-mount.ts';
import { type Check, finding } from './posture-subject.ts';

const ENGINE_SOCKET = /(docker|podman|containerd|crio|buildkitd)[^/]*\.sock$|docker_engine$/;
/** Folders that hold an engine's socket or its state. */
const ENGINE_FOLDERS = [
  '/run/docker',
  '/var/run/docker',
  '/run/containerd',
  '/var/run/containerd',
  '/run/podman',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/kubelet',
];
/** Folders of the host's system (docker-bench-security 5.5), with everything below them. */
const SYSTEM_TREES = ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/sbin', '/sys', '/usr'];
/** Folders that are too wide to mount themselves, although folders below them may be mounted. */
const WIDE_FOLDERS = ['/', '/home', '/root', '/run', '/var', '/var/run', '/Users', '/opt', '/srv', '/mnt'];
const HOME_FOLDER = /^(\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\/Users\/[^/]+)$/;
const CREDENTIALS =
  /\/(\.ssh|\.aws|\.azure|\.gnupg|\.kube|\.docker|\.config\/(gcloud|gh)|\.netrc|\.npmrc|\.git-credentials|\.password-store|\.mozilla|Keychains)(\/|$)/;

/** Converts an engine's path to the person's: Docker Desktop reports `/host_mnt/Users/x`, Windows `C:\Users\x`. */
function hostPath(source: string): string {
  const path = source.replaceAll('\\', '/').replace(/^\/(run\/desktop\/mnt\/host|host_mnt)(?=\/)/, '');
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

const isUnder = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

function judgeBind(mount: MountPoint): Finding {
  const path = hostPath(mount.Source);
  const access = mount.RW ? 'read and change' : 'read';
  if (ENGINE_SOCKET.test(path) || ENGINE_FOLDERS.some((folder) => isUnder(path, folder)))
    return finding(
      'critical',
      'mount.engine-socket',
      `Can reach the engine through ${path}`,
      'Whoever speaks to the engine can start a privileged container: this is root on the host, read-only or not.',
    );
  if (['/run', '/var/run', '/var', '/'].includes(path))
    return finding(
      'critical',
      'mount.engine-socket',
      `Holds the host’s ${path}`,
      'The engine’s socket lies in it, and with it root on the host.',
    );
  if (CREDENTIALS.test(path))
    return finding(
      'critical',
      'mount.credentials',
      `Credentials at ${path}`,
      `The agent can ${access} keys and tokens that are worth more than its sandbox.`,
    );
  if (HOME_FOLDER.test(path) || WIDE_FOLDERS.includes(path) || /^[A-Za-z]:$/.test(path))
    return finding(
      'critical',
      'mount.home',
      `Holds all of ${path}`,
      `The agent can ${access} everything in it: keys, browser profiles, start-up files.`,
    );
  if (SYSTEM_TREES.some((tree) => isUnder(path, tree)))
    return finding(
      mount.RW ? 'critical' : 'weak',
      'mount.system',
      `A system folder of the host: ${path}`,
      `The agent can ${access} the host’s own files.`,
    );
  return finding(
    'note',
    'mount.folder',
    `Host folder ${path}`,
    mount.RW
      ? 'The agent can change, add and delete files in it; they are yours, not copies.'
      : 'The agent can read it, not change it.',
  );
}

const binds: Check = ({ inspect }) =>
  inspect.Mounts.filter(
    (mount, _index, mounts) =>
      (mount.Type === 'bind' || mount.Type === 'npipe') && !isMaskMount(mount) && !isRepeated(mount, mounts),
  ).map(judgeBind);

/** An engine that starts a container by itself does not ask the app, which looks at masks before each start. */
const masks: Check = ({ inspect }) => {
  const restart = inspect.HostConfig.RestartPolicy?.Name || 'no';
  if (restart === 'no' || !inspect.Mounts.some(isMaskMount)) return [];
  return [
    finding(
      'weak',
      'mount.masks-restart',
      'Hidden files are not checked before the engine restarts it',
      `The restart policy “${restart}” starts the agent without Bulkhead. If a hidden file was moved in the meantime, the agent can read it until Bulkhead sees the start and stops the agent; while Bulkhead is closed, nothing stops it. The policy “no” closes this.`,
    ),
  ];
};

const propagation: Check = ({ inspect }) =>
  inspect.Mounts.filter(({ Propagation }) => /shared/.test(Propagation ?? '')).map((mount) =>
    finding(
      'weak',
      'mount.propagation',
      `Mounts spread to the host from ${mount.Destination}`,
      'With shared propagation, what is mounted inside appears outside.',
    ),
  );

const BLOCK_OR_MEMORY = /^\/dev\/(sd|vd|xvd|hd|nvme|dm-|mapper|md|loop|mem|kmem|port|disk|mmcblk)/;

const devices: Check = ({ inspect }) =>
  (inspect.HostConfig.Devices ?? []).map(({ PathOnHost }) =>
    BLOCK_OR_MEMORY.test(PathOnHost)
      ? finding(
          'critical',
          'device.disk',
          `Device ${PathOnHost}`,
          'A disk or memory of the host, below all file permissions.',
        )
      : finding(
          'weak',
          'device',
          `Device ${PathOnHost}`,
          'A device of the host: its driver is kernel code within the agent’s reach.',
        ),
  );

const graphics: Check = ({ inspect }) =>
  (inspect.HostConfig.DeviceRequests ?? []).length === 0
    ? []
    : [
        finding(
          'weak',
          'device.gpu',
          'Uses the host’s graphics card',
          'Its driver is kernel code within the agent’s reach.',
        ),
      ];

const rootFileSystem: Check = ({ inspect }) =>
  inspect.HostConfig.ReadonlyRootfs
    ? [
        finding(
          'good',
          'root.read-only',
          'Read-only root filesystem',
          'Programs and libraries of the image cannot be changed.',
        ),
      ]
    : [
        finding(
          'weak',
          'root.writable',
          'Writable root filesystem',
          'Programs of the image can be replaced, and hold what was planted until the agent is recreated.',
        ),
      ];

export const mountChecks: readonly Check[] = [binds, masks, propagation, devices, graphics, rootFileSystem];
