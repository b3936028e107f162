import { describe, expect, it } from 'vitest';
import { hostFolder } from '../../electron/contract/agent-spec.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { warningsFor } from '../../electron/engine/creation/check-spec.ts';
import { type EngineInfo, readFacts } from '../../electron/engine/docker/facts.ts';
import { foreignOwner } from '../../electron/engine/workspace/file-owner.ts';
import { probeVerdict, unwritable } from '../../electron/engine/workspace/probe-write.ts';

const spec = {
  ...defaultSpec('shell', 'balanced'),
  name: 'otter',
  workspace: hostFolder('/home/ada/project'),
};
const factsOf = (info: EngineInfo, engine = 'Engine') =>
  readFacts({ Version: '28.5.2', ApiVersion: '1.51', Components: [{ Name: engine }] }, info, true);

/** Answers of `GET /info`, as these engines gave them. */
const plain = factsOf({ SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'] });
const remapped = factsOf({ SecurityOptions: ['name=seccomp,profile=builtin', 'name=userns'] });
const rootless = factsOf({
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'],
});
const podman = factsOf(
  { SecurityOptions: ['name=seccomp,profile=default'], Rootless: true },
  'Podman Engine',
);
const desktop = factsOf({
  OperatingSystem: 'Docker Desktop',
  SecurityOptions: ['name=seccomp,profile=unconfined'],
});

// First reported as https://github.com/microsoft/vscode-dev-containers/issues/1563 and
// https://github.com/moby/moby/issues/21130.
describe('who owns what an agent writes into a host folder is said before', () => {
  const imageUser = { ...spec, isolation: { ...spec.isolation, nonRoot: false } };

  it.each([
    ['a plain engine', plain, spec, 1000, undefined],
    ['a plain engine, with the image’s user', plain, imageUser, 1000, /image’s own user/],
    ['a plain engine, for root', plain, spec, 0, /uid 1000, because you are root/],
    ['userns-remap', remapped, spec, 1000, /userns-remap/],
    ['rootless Docker', rootless, spec, 1000, undefined],
    ['rootless Docker, with the image’s user', rootless, imageUser, 1000, /subuid/],
    ['rootless Podman', podman, spec, 1000, undefined],
    ['rootless Podman, with the image’s user', podman, imageUser, 1000, /subuid/],
    ['Docker Desktop', desktop, imageUser, 501, undefined],
  ])('%s', (_engine, facts, agent, uid, owner) => {
    const words = foreignOwner(agent, facts, uid);
    if (owner === undefined) expect(words).toBeUndefined();
    else expect(words).toMatch(owner);
    const warning = warningsFor(agent, facts, 0, uid).find(({ field }) => field === 'workspace.path');
    expect(warning?.message.includes('A private copy') ?? false).toBe(owner !== undefined);
  });

  it('is not asked for a folder that cannot be written, or without one', () => {
    const readOnly = { ...spec, workspace: hostFolder('/home/ada', { readOnly: true }) };
    expect(foreignOwner(readOnly, remapped, 0)).toBeUndefined();
    expect(foreignOwner({ ...spec, workspace: { kind: 'volume' } }, remapped, 0)).toBeUndefined();
  });
});

// First reported as https://github.com/abiosoft/colima/issues/1209.
it.each([
  [
    'an empty folder of the same path',
    { seenInside: 'no', written: 'ok', seenHere: false, readOnly: false },
    'not-shared',
  ],
  [
    'the same, both empty',
    { seenInside: 'none', written: 'ok', seenHere: false, readOnly: false },
    'not-shared',
  ],
  [
    'the same, not to be written',
    { seenInside: 'no', written: undefined, seenHere: undefined, readOnly: true },
    'not-shared',
  ],
  [
    'the same, that the agent may not write',
    { seenInside: 'no', written: 'Permission denied', seenHere: undefined, readOnly: false },
    'not-shared',
  ],
  ['the folder itself', { seenInside: 'yes', written: 'ok', seenHere: true, readOnly: false }, 'ok'],
  [
    'the folder itself, whose entries went meanwhile',
    { seenInside: 'no', written: 'ok', seenHere: true, readOnly: false },
    'ok',
  ],
  [
    'the folder itself, without permission',
    { seenInside: 'yes', written: 'Permission denied', seenHere: undefined, readOnly: false },
    'Permission denied',
  ],
  [
    'an image without a shell',
    { seenInside: undefined, written: undefined, seenHere: undefined, readOnly: true },
    'unknown',
  ],
])('the probe from both sides finds %s', (_what, found, verdict) => {
  expect(probeVerdict(found)).toBe(verdict);
});

// First reported as https://github.com/docker/cli/issues/3406.
it('a folder that a remapped user cannot write is refused with the reason and a private copy', () => {
  const reason = 'The agent cannot write to /home/ada/project: Permission denied. ';
  const remapping = unwritable('/home/ada/project', 'Permission denied', remapped).message;
  expect(remapping).toMatch(new RegExp(`^${reason}.*userns-remap.*private copy`));
  expect(unwritable('/home/ada/project', 'Permission denied', plain).message).not.toContain('userns');
});
