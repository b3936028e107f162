import { describe, expect, it } from 'vitest';
import { boundsOn } from './window-bounds.ts';

const display = { x: 0, y: 0, width: 1920, height: 1080 };
const state = { width: 1000, height: 700, maximized: false };

describe('boundsOn', () => {
  it('restores a place that is on a display', () => {
    expect(boundsOn([display], { ...state, x: 100, y: 50 })).toEqual({
      x: 100,
      y: 50,
      width: 1000,
      height: 700,
    });
  });

  it('forgets a place on a display that is gone, and keeps the size', () => {
    expect(boundsOn([display], { ...state, x: 2500, y: 0 })).toEqual({ width: 1000, height: 700 });
  });
});
