import { expect, it } from 'vitest';
import { UsageError } from './exit-code.ts';
import { isolationFrom, limitsFrom } from './update-options.ts';

it('names what is given, and nothing else', () => {
  expect(limitsFrom({ memory: '256m', cpus: '0.5' })).toEqual({ memoryBytes: 256 * 1024 ** 2, cpus: 0.5 });
  expect(limitsFrom({})).toEqual({});
  expect(isolationFrom({ readOnlyRoot: 'no', newPrivileges: 'no', runtime: 'default' }, undefined)).toEqual({
    readOnlyRoot: false,
    noNewPrivileges: true,
    runtime: '',
  });
  expect(isolationFrom({ tmpSize: '1g' }, undefined)).toEqual({ tmpBytes: 1024 ** 3 });
  expect(isolationFrom({ seccomp: 'tightened' }, undefined)).toEqual({ seccomp: { kind: 'tightened' } });
  expect(isolationFrom({ seccomp: '/tmp/p.json' }, 'p.json')).toEqual({
    seccomp: { kind: 'custom', name: 'p.json' },
  });
});

it('refuses what is neither yes nor no, and limits that are none', () => {
  expect(() => isolationFrom({ nonRoot: 'maybe' }, undefined)).toThrow(UsageError);
  expect(() => isolationFrom({ tmpSize: '0' }, undefined)).toThrow(UsageError);
  for (const cpus of ['', '0', '-1', 'x', 'Infinity']) expect(() => limitsFrom({ cpus })).toThrow(UsageError);
});
