import { expect, it } from 'vitest';
import { egressOffer } from './egress-offer.ts';

it('offers the set to an agent whose allowlist lacks it', () => {
  expect(egressOffer('vscode', { mode: 'allowlist', sets: ['npm'] })).toMatchObject({
    egressSet: 'vscode-server',
    canAllow: true,
  });
});

it('offers nothing to an agent that reaches it', () => {
  expect(egressOffer('zed', { mode: 'allowlist', sets: ['zed-server'] })).toBeUndefined();
  expect(egressOffer('zed', { mode: 'full', sets: [] })).toBeUndefined();
});

it('says that a set does not help an agent that is cut off', () => {
  expect(egressOffer('cursor', { mode: 'off', sets: ['cursor-server'] })).toMatchObject({ canAllow: false });
});
