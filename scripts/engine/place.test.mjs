import { describe, expect, it } from 'vitest';
import { engineName, enginePlace, testEngineNames } from './place.mjs';

describe('enginePlace', () => {
  it('gives every name its own folder, socket and control group', () => {
    const one = enginePlace('one');
    const two = enginePlace('two');
    expect(one.socket).not.toBe(two.socket);
    expect(one.cgroup).toBe('/bulkhead-one');
  });

  it.each(['', '../etc', 'UPPER', 'a b', '-x', 'x'.repeat(32)])('refuses %j', (name) => {
    expect(() => enginePlace(name)).toThrow('is no engine name');
  });
});

describe('engineName', () => {
  it('prefers the option, then the environment, then "dev"', () => {
    expect(engineName('a', { BULKHEAD_TEST_ENGINE: 'b' })).toBe('a');
    expect(engineName(undefined, { BULKHEAD_TEST_ENGINE: 'b' })).toBe('b');
    expect(engineName(undefined, {})).toBe('dev');
  });
});

describe('testEngineNames', () => {
  it('gives every checkout engines of its own, with names that an engine can have', () => {
    const here = testEngineNames({}, '/here');
    const there = testEngineNames({}, '/there');
    expect(new Set([...here, ...there]).size).toBe(here.length + there.length);
    for (const name of here) expect(enginePlace(name).name).toBe(name);
  });

  it('prefers the engines that are named', () => {
    expect(testEngineNames({ BULKHEAD_TEST_ENGINE: 'mine' })).toEqual(['mine']);
    expect(testEngineNames({ BULKHEAD_TEST_ENGINE: 'a,b' })).toEqual(['a', 'b']);
  });
});
