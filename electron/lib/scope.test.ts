import { describe, expect, it } from 'vitest';
import { Scope } from './scope.ts';

describe('Scope', () => {
  it('cleans up last in, first out, children included', async () => {
    const order: string[] = [];
    const scope = new Scope();
    scope.add(() => void order.push('first'));
    scope.child().add(() => void order.push('child'));
    scope.add(() => void order.push('last'));
    await scope.dispose();
    expect(order).toEqual(['last', 'child', 'first']);
  });

  it('runs the other clean-ups when one throws, then reports', async () => {
    const scope = new Scope();
    let ran = false;
    scope.add(() => {
      ran = true;
    });
    scope.add(() => {
      throw new Error('no');
    });
    await expect(scope.dispose()).rejects.toThrow('clean-up failed');
    expect(ran).toBe(true);
  });

  it('aborts its signal, and disposes at once what is added too late', async () => {
    const scope = new Scope();
    await scope.dispose();
    expect(scope.signal.aborted).toBe(true);
    const late = new Promise<void>((resolve) => scope.add(resolve));
    await late;
  });

  it('forgets a child that ended by itself, and a clean-up that was taken back', async () => {
    const scope = new Scope();
    for (let round = 0; round < 3; round += 1) await scope.child().dispose();
    let ran = false;
    const takeBack = scope.add(() => {
      ran = true;
    });
    takeBack();
    expect(scope.size).toBe(0);
    await scope.dispose();
    expect(ran).toBe(false);
  });

  it('waits for a child whose own disposal is under way', async () => {
    const scope = new Scope();
    const child = scope.child();
    const order: string[] = [];
    let finish = () => {};
    const blocked = new Promise<void>((resolve) => {
      finish = resolve;
    });
    child.add(async () => {
      await blocked;
      order.push('child');
    });
    void child.dispose();
    const disposal = scope.dispose().then(() => order.push('scope'));
    finish();
    await disposal;
    expect(order).toEqual(['child', 'scope']);
  });
});
