import { expect, it } from 'vitest';
import { clampPane, paneWidthAfterKey } from './pane-size.ts';

const range = { minPx: 200, maxPx: 420 };

it('keeps a pane within its range', () => {
  expect(clampPane(120.4, range)).toBe(200);
  expect(clampPane(300.6, range)).toBe(301);
  expect(clampPane(900, range)).toBe(420);
});

it('resizes by keyboard', () => {
  expect(paneWidthAfterKey('ArrowRight', 260, range)).toBe(276);
  expect(paneWidthAfterKey('ArrowLeft', 204, range)).toBe(200);
  expect(paneWidthAfterKey('End', 260, range)).toBe(420);
  expect(paneWidthAfterKey('a', 260, range)).toBeUndefined();
});
