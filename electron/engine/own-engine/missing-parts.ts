import { type Machine, PROGRAMS, type Program } from './machine.ts';
import { installCommand } from './packages.ts';

/** Something that the machine lacks, and the command by which an administrator brings it. */
export interface MissingPart {
  name: string;
  command?: string;
}

/** As many as an image may use; newuidmap(1) gives them out. */
const SUBORDINATE_IDS = 65_536;
const FIRST_SUBORDINATE_ID = 100_000;

/** Everything that keeps the engine from starting, in the order in which to bring it. `supplied`: programs that come otherwise. */
export function missingParts(machine: Machine, supplied: readonly Program[] = []): MissingPart[] {
  const programs = (Object.keys(PROGRAMS) as Program[]).filter(
    (program) => machine.programs[program] === undefined && !supplied.includes(program),
  );
  return [
    ...programs.map((program) => ({ name: PROGRAMS[program].join(' or ') })),
    ...subordinateIds(machine),
    ...(machine.hasTun
      ? []
      : [{ name: '/dev/net/tun', command: 'sudo modprobe tun && sudo chmod 666 /dev/net/tun' }]),
    ...userNamespaces(machine),
  ];
}

/** One command that brings every missing part. Undefined when nothing is missing, or a part has no command known. */
export function commandFor(machine: Machine, supplied: readonly Program[] = []): string | undefined {
  const programs = (Object.keys(PROGRAMS) as Program[]).filter(
    (program) => machine.programs[program] === undefined && !supplied.includes(program),
  );
  const install = installCommand(machine.distribution, programs);
  if (install === undefined) return undefined;
  const others = missingParts(machine, Object.keys(PROGRAMS) as Program[]).map(({ command }) => command);
  if (others.includes(undefined)) return undefined;
  const all = [...(install === '' ? [] : [install]), ...others];
  return all.length === 0 ? undefined : all.join(' && ');
}

function subordinateIds(machine: Machine): MissingPart[] {
  const hasUsers = hasRange(machine.subordinateUsers, machine);
  const hasGroups = hasRange(machine.subordinateGroups, machine);
  if (hasUsers && hasGroups) return [];
  const range = (text: string) => {
    const first = firstFreeId(text);
    return `${first}-${first + SUBORDINATE_IDS - 1}`;
  };
  const options = [
    ...(hasUsers ? [] : [`--add-subuids ${range(machine.subordinateUsers)}`]),
    ...(hasGroups ? [] : [`--add-subgids ${range(machine.subordinateGroups)}`]),
  ];
  return [
    {
      name: `${SUBORDINATE_IDS} subordinate ids of ${machine.userName}`,
      command: `sudo usermod ${options.join(' ')} ${machine.userName}`,
    },
  ];
}

/** The lines of subuid(5): owner by name or id, first id, count. */
function ranges(text: string): { owner: string; first: number; count: number }[] {
  return text.split('\n').flatMap((line) => {
    const [owner, first, count] = line.trim().split(':');
    return owner && first && count ? [{ owner, first: Number(first), count: Number(count) }] : [];
  });
}

function hasRange(text: string, { userName, uid }: Machine): boolean {
  return ranges(text).some(
    ({ owner, count }) => (owner === userName || owner === String(uid)) && count >= SUBORDINATE_IDS,
  );
}

function firstFreeId(text: string): number {
  return Math.max(FIRST_SUBORDINATE_ID, ...ranges(text).map(({ first, count }) => first + count));
}

function userNamespaces({ userNamespaces, programs }: Machine): MissingPart[] {
  switch (userNamespaces) {
    case 'allowed':
      return [];
    case 'disabled':
      return [
        {
          name: 'user namespaces for ordinary users',
          command:
            "printf 'kernel.unprivileged_userns_clone=1\\nuser.max_user_namespaces=28633\\n' | sudo tee /etc/sysctl.d/90-bulkhead.conf && sudo sysctl --load=/etc/sysctl.d/90-bulkhead.conf",
        },
      ];
    case 'restricted': {
      const name = 'user namespaces for rootlesskit, which AppArmor restricts';
      const path = programs.rootlesskit;
      if (path === undefined) return [{ name }];
      const profile = `abi <abi/4.0>,\\ninclude <tunables/global>\\n"${path}" flags=(unconfined) {\\n  userns,\\n}\\n`;
      return [
        {
          name,
          command: `printf '${profile}' | sudo tee /etc/apparmor.d/bulkhead-rootlesskit && sudo systemctl reload apparmor`,
        },
      ];
    }
  }
}
