import { listed } from '../../electron/lib/listed.ts';
import type { AgentForm } from '../agent-form/form.ts';
import type { LifeForm } from '../agent-form/life-form.ts';

/** "no domains", "1 domain", "3 domains" */
function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What each part of the dialog holds now, for its title. Values that cannot be read stay as they are typed. */
export const sectionValues = {
  egress({ egress, sets, group }: AgentForm): string {
    const inGroup = group.trim() === '' ? 'no group' : `group ${group.trim()}`;
    switch (egress) {
      case 'off':
        return `nothing leaves, ${inGroup}`;
      case 'full':
        return `any public address, ${inGroup}`;
      default:
        return `${sets.length === 0 ? 'no rule sets' : `${listed(sets)} allowed`}, ${inGroup}`;
    }
  },
  hardening({ isolation, tmp }: AgentForm): string {
    const off = [
      ...(isolation.readOnlyRoot ? [] : ['root filesystem can be written']),
      ...(isolation.dropAllCapabilities ? [] : ['capabilities kept']),
      ...(isolation.noNewPrivileges ? [] : ['may gain privileges']),
      ...(isolation.nonRoot ? [] : ['the image’s own user']),
    ];
    const seccomp = {
      default: 'the engine’s seccomp',
      tightened: 'tightened seccomp',
      custom: 'seccomp of your own',
    };
    const inMemory = isolation.readOnlyRoot ? `, /tmp of ${tmp.trim()}` : '';
    return `${off.length === 0 ? 'all on' : off.join(', ')}, ${seccomp[isolation.seccomp.kind]}${inMemory}`;
  },
  ports: ({ ports }: AgentForm): string => (ports.trim() === '' ? 'none' : ports.trim()),
  environment({ env }: AgentForm): string {
    const names = env.map(({ name }) => name).filter((name) => name !== '');
    return names.length === 0 ? 'none' : listed(names);
  },
  life({ life }: { life: LifeForm }): string {
    const minutes = life.idleStopMinutes.trim();
    const parts = [
      ...(minutes === '' ? [] : [`stops after ${minutes} idle minutes`]),
      ...(life.startOnConsole ? ['wakes for a console'] : []),
      ...(life.startOnLaunch ? ['runs when Bulkhead opens'] : []),
      ...(life.removeWhenStopped ? ['thrown away when it ends'] : []),
    ];
    return parts.length === 0 ? 'started and stopped by you' : parts.join(', ');
  },
  /** `text`: the commands; empty while the form cannot be sent. */
  commands(text: string): string {
    const lines = text.split('\n').filter((line) => /^docker /.test(line));
    return lines.length === 0 ? 'once the fields are complete' : counted(lines.length, 'command');
  },
};
