import { describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { SaveTokens } from './save-tokens.ts';

const signal = new AbortController().signal;
/** A clock whose time is over at once. */
const hasty = { ...systemClock, after: (_ms: number, run: () => void) => systemClock.after(0, run) };

describe('SaveTokens', () => {
  it('gives a path once', async () => {
    const places = new SaveTokens(hasty);
    places.offer('t', '/tmp/a.log');
    expect(await places.take('t', signal)).toBe('/tmp/a.log');
    await expect(places.take('t', signal)).rejects.toMatchObject({ error: { field: 'path' } });
  });

  it('knows no path that nobody offered', async () => {
    await expect(new SaveTokens(hasty).take('/etc/passwd', signal)).rejects.toMatchObject({
      error: { type: 'invalid-input' },
    });
  });

  it('waits for main, which tells over another channel', async () => {
    const places = new SaveTokens(systemClock);
    const taken = places.take('t', signal);
    places.offer('other', '/tmp/b.log');
    places.offer('t', '/tmp/a.log');
    expect(await taken).toBe('/tmp/a.log');
  });

  it('forgets the oldest of those that nobody used', async () => {
    const places = new SaveTokens(hasty);
    for (let index = 0; index < 60; index++) places.offer(`t${index}`, `/tmp/${index}`);
    await expect(places.take('t0', signal)).rejects.toBeDefined();
    expect(await places.take('t59', signal)).toBe('/tmp/59');
  });
});
