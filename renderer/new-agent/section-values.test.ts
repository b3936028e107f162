import { expect, it } from 'vitest';
import { initialForm } from '../agent-form/form.ts';
import { sectionValues } from './section-values.ts';

const form = {
  ...initialForm('otter', undefined),
  sets: ['npm', 'pypi'],
};
const { isolation, life } = form;

it.each([
  [sectionValues.egress(form), 'npm and pypi allowed, no group'],
  [sectionValues.egress({ ...form, egress: 'off', group: 'pair' }), 'nothing leaves, group pair'],
  [sectionValues.hardening(form), 'all on, the engine’s seccomp, /tmp of 100 MiB'],
  [
    sectionValues.hardening({
      ...form,
      isolation: { ...isolation, nonRoot: false, seccomp: { kind: 'tightened' } },
    }),
    'the image’s own user, tightened seccomp, /tmp of 100 MiB',
  ],
  [sectionValues.ports(form), 'none'],
  [sectionValues.ports({ ...form, ports: ' 3000, 8080:80' }), '3000, 8080:80'],
  [sectionValues.environment(form), 'none'],
  [sectionValues.environment({ ...form, env: [{ key: 1, name: 'A', value: 'secret' }] }), 'A'],
  [sectionValues.life(form), 'started and stopped by you'],
  [
    sectionValues.life({ life: { ...life, idleStopMinutes: '30', startOnConsole: true } }),
    'stops after 30 idle minutes, wakes for a console',
  ],
  [sectionValues.commands(''), 'once the fields are complete'],
  [sectionValues.commands('docker network create x\ndocker run \\\n  --init y'), '2 commands'],
])('%s', (value, expected) => {
  expect(value).toBe(expected);
});
