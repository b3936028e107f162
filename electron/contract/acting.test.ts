import { describe, expect, it } from 'vitest';
import { actingByDefault, withActing } from './acting.ts';
import { hostFolder, privateCopy } from './agent-spec.ts';
import { defaultSpec } from './presets.ts';

const TYPE = { start: ['tool'], startWithoutAsking: ['tool', '--yes'] };
const spec = { ...defaultSpec('shell', 'balanced'), start: TYPE.start };

describe('acting without asking', () => {
  it.each([
    [{ kind: 'volume' as const }, true],
    [privateCopy({ kind: 'folder', path: '/p', respectGitignore: false }), true],
    [hostFolder('/p', { readOnly: true }), true],
    [hostFolder('/p'), false],
    [hostFolder('/p', { readOnly: true, folders: [{ path: '/q', readOnly: false }] }), false],
  ])('is by default with %j: %s', (workspace, acts) => {
    expect(actingByDefault(workspace).acts).toBe(acts);
    const result = withActing({ ...spec, workspace }, TYPE, undefined);
    expect([result.actsWithoutAsking, result.start]).toEqual([
      acts,
      acts ? TYPE.startWithoutAsking : TYPE.start,
    ]);
  });

  it('is as the person chose, whatever the spec said before', () => {
    const on = withActing({ ...spec, workspace: hostFolder('/p') }, TYPE, true);
    expect(on).toMatchObject({ actsWithoutAsking: true, start: TYPE.startWithoutAsking });
    expect(withActing(on, TYPE, false)).toMatchObject({ actsWithoutAsking: false, start: TYPE.start });
  });

  it('is never claimed of a type without the choice, nor of a command of one’s own', () => {
    expect(withActing(spec, { ...TYPE, startWithoutAsking: [] }, true).actsWithoutAsking).toBe(false);
    const own = { ...spec, start: ['other'] };
    expect(withActing(own, TYPE, true)).toMatchObject({ actsWithoutAsking: false, start: ['other'] });
  });
});
