import { expect, it } from 'vitest';
import { hostFolder, privateCopy } from '../../contract/agent-spec.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { agentUser, personFrom } from './agent-user.ts';

const ada = { uid: 501, gid: 20, name: 'ada' };

it('takes the person, and 1000 for root and where there are no uids', () => {
  expect(personFrom(501, 20, 'ada')).toEqual(ada);
  expect(personFrom(0, 0, 'root')).toEqual({ uid: 1000, gid: 1000, name: 'agent' });
  expect(personFrom(undefined, undefined, 'Ada Lovelace')).toEqual({ uid: 1000, gid: 1000, name: 'agent' });
});

it.each([
  ['Ada.L', 'adal'],
  ['ada:x\n', 'adax'],
  ['42', 'agent'],
  ['', 'agent'],
  ['root', 'agent'],
])('makes of %j a name that /etc/passwd can hold', (login, name) => {
  expect(personFrom(1001, 1001, login).name).toBe(name);
});

it('is the image’s own user when asked for, and the mapped person on a rootless engine', () => {
  const spec = defaultSpec('shell', 'balanced');
  const folder = { ...spec, workspace: hostFolder('/p') };
  const own = { ...spec, isolation: { ...spec.isolation, nonRoot: false } };
  expect(agentUser(own, { rootless: false }, ada)).toBeUndefined();
  expect(agentUser(spec, { rootless: true }, ada)).toEqual(ada);
  expect(agentUser(folder, { rootless: true }, ada)?.uid).toBe(0);
  // A volume on such an engine belongs to the subordinate uid, and the host's person never sees its files.
  const source = { kind: 'folder' as const, path: '/p', respectGitignore: false };
  const copy = { ...spec, workspace: privateCopy(source) };
  expect(agentUser(copy, { rootless: true }, ada)).toEqual(ada);
  expect(agentUser(folder, { rootless: false }, ada)).toEqual(ada);
});
