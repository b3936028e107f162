import { describe, expect, it } from 'vitest';
import { BASIC_TYPES } from '../contract/basic-types.ts';
import { newAgentSchema, specOf, typeOf } from './new-agent.ts';

const types = [BASIC_TYPES.custom, BASIC_TYPES.shell];

function specFor(input: Record<string, unknown>) {
  const request = newAgentSchema.parse(input);
  return specOf({ ...request, name: 'x', tags: ['t'] }, typeOf(request, types), { runtimes: [] });
}
const failure = (field: string) =>
  expect.objectContaining({ error: expect.objectContaining({ type: 'invalid-input', field }) });

describe('a new agent of a client', () => {
  it('is as its type and preset say, with the tags of the client', () => {
    const { spec } = specFor({ preset: 'strict' });
    expect(spec).toMatchObject({
      type: 'shell',
      tags: ['t'],
      egress: { mode: 'off' },
      ports: [],
      secrets: [],
    });
    expect(spec.workspace).toEqual({ kind: 'volume' });
  });

  it('waits for programs when its image has nothing else to do', () => {
    expect(specFor({ image: 'busybox' }).spec).toMatchObject({ type: 'custom', image: 'busybox' });
    expect(specFor({ image: 'busybox' }).spec.command[0]).toBe('sleep');
    expect(specFor({ image: 'busybox', command: ['httpd'] }).spec.command).toEqual(['httpd']);
  });

  it('names the field that is wrong', () => {
    expect(() => specFor({ memory: 'much' })).toThrow(failure('memory'));
    expect(() => specFor({ copyOf: '/a', folder: '/b' })).toThrow(failure('copyOf'));
    expect(() => specFor({ type: 'none' })).toThrow('There is no usable agent type “none”. Choose of');
  });

  it('takes neither a relative folder nor a repository that is no https address', () => {
    for (const input of [
      { folder: 'src' },
      { copyOf: '../x' },
      { repository: 'ssh://x/y' },
      { repository: '/x' },
    ])
      expect(newAgentSchema.safeParse(input).success).toBe(false);
  });
});
