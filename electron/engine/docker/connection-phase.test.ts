import { describe, expect, it } from 'vitest';
import { nextPhase, type Phase } from './connection-phase.ts';

const searching: Phase = { name: 'searching', failures: 2 };
const connected: Phase = { name: 'connected' };
const waiting: Phase = { name: 'waiting', failures: 3 };

describe('nextPhase', () => {
  it.each([
    [searching, 'found', connected],
    [searching, 'not-found', { name: 'waiting', failures: 3 }],
    [searching, 'retry-asked', { name: 'searching', failures: 0 }],
    [searching, 'chosen', { name: 'searching', failures: 0 }],
    [waiting, 'due', { name: 'searching', failures: 3 }],
    [waiting, 'retry-asked', { name: 'searching', failures: 0 }],
    [waiting, 'chosen', { name: 'searching', failures: 0 }],
    [connected, 'lost', { name: 'searching', failures: 0 }],
    [connected, 'retry-asked', connected],
    [connected, 'chosen', { name: 'searching', failures: 0 }],
  ] as const)('%o, %s → %o', (phase, happening, next) => {
    expect(nextPhase(phase, happening)).toEqual(next);
  });
});
