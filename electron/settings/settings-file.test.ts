import { describe, expect, it } from 'vitest';
import { readSettings } from './settings-file.ts';

describe('readSettings', () => {
  it('fills what an older file does not have', () => {
    const { settings, problem } = readSettings('{"version":1,"theme":"light"}');
    expect(problem).toBeUndefined();
    expect(settings.theme).toBe('light');
    expect(settings.window.width).toBe(1440);
  });

  it.each(['', '{', '[]', '{"theme":"pink"}', '{"version":2}', 'null'])('reports %j as broken', (text) => {
    const { settings, problem } = readSettings(text);
    expect(problem).toBeTruthy();
    expect(settings.theme).toBe('system');
  });
});
