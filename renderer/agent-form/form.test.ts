import { describe, expect, it } from 'vitest';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import type { AgentForm } from './form.ts';
import { initialForm, specFrom, withPreset, withType } from './form.ts';
import { EMPTY_WORKSPACE } from './workspace-form.ts';

const form: AgentForm = initialForm('quiet-otter', undefined);
const errorsOf = (change: Partial<AgentForm>) => {
  const result = specFrom({ ...form, ...change });
  return 'errors' in result ? Object.keys(result.errors) : [];
};

describe('the New Agent form', () => {
  it('is complete and safe as it opens', () => {
    const result = specFrom(form);
    expect(result).toMatchObject({
      spec: { name: 'quiet-otter', type: 'shell', isolation: { preset: 'balanced', readOnlyRoot: true } },
    });
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'a b' }, 'name'],
    [{ name: 'x'.repeat(300) }, 'name'],
    [{ memory: 'abc' }, 'resources.memoryBytes'],
    [{ memory: '0' }, 'resources.memoryBytes'],
    [{ memory: '1k' }, 'resources.memoryBytes'],
    [{ tmp: '' }, 'isolation.tmpBytes'],
    [{ tmp: '0' }, 'isolation.tmpBytes'],
    [{ cpus: '0' }, 'resources.cpus'],
    [{ cpus: '-1' }, 'resources.cpus'],
    [{ cpus: '' }, 'resources.cpus'],
    [{ pids: '1.5' }, 'resources.pids'],
    [{ image: ' ' }, 'image'],
    [{ command: 'sh -c "x' }, 'command'],
    [{ workspace: { ...EMPTY_WORKSPACE, kind: 'host-folder' as const } }, 'workspace.path'],
    [{ env: [{ key: 1, name: '1A', value: '' }] }, 'env'],
  ])('points at the field of %j', (change, field) => {
    expect(errorsOf(change)).toEqual([field]);
  });

  it('keeps typed limits when the preset changes, and changes what the preset stands for', () => {
    const changed = withPreset(
      { ...form, memory: '2g', tmp: '1g', cpus: '2' },
      BASIC_TYPES.shell,
      'open',
      undefined,
    );
    expect(changed).toMatchObject({ memory: '2g', cpus: '2', egress: 'full' });
    expect(specFrom(changed)).toMatchObject({ spec: { isolation: { tmpBytes: 1024 ** 3 } } });
    expect(changed.isolation.readOnlyRoot).toBe(false);
  });

  it('brings the image and command of the type', () => {
    expect(form.image).toBe('node:24-slim');
    expect(withType(form, BASIC_TYPES.custom, undefined)).toMatchObject({ image: '', command: '' });
  });

  it('takes a group by name, and none from an empty field', () => {
    expect(specFrom(form)).toMatchObject({ spec: { group: null } });
    expect(specFrom({ ...form, group: ' web ' })).toMatchObject({ spec: { group: 'web' } });
    expect(specFrom({ ...form, group: 'a b' })).toMatchObject({ errors: { group: expect.any(String) } });
  });

  it('leaves empty environment rows out and reads domains one a line', () => {
    const result = specFrom({
      ...form,
      env: [{ key: 1, name: '', value: '' }],
      allowedDomains: 'a.test\n\n*.b.test, c.test',
    });
    expect(result).toMatchObject({
      spec: { env: [], egress: { allowedDomains: ['a.test', '*.b.test', 'c.test'] } },
    });
  });
});
