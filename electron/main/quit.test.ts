import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { Preferences } from '../contract/preferences.ts';
import { Quit } from './quit.ts';

function fakes({
  tray = true,
  preference = 'ask' as Preferences['onQuit'],
  platform = 'linux' as const,
} = {}) {
  const done: string[] = [];
  const app = Object.assign(new EventEmitter(), { quit: () => done.push('quit') });
  const window = Object.assign(new EventEmitter(), { hide: () => done.push('hide') });
  let chosen = preference;
  const quit = new Quit(
    {
      app: app as never,
      preference: () => chosen,
      hasTray: () => tray,
      remember: (answer) => {
        chosen = answer;
      },
      ask: (agents) => done.push(`ask about ${agents}`),
    },
    platform,
  );
  quit.watch(window as never);
  /** Returns whether the window stays. */
  const close = () => {
    let stays = false;
    window.emit('close', { preventDefault: () => (stays = true) });
    return stays;
  };
  return { quit, close, done, app };
}

it('asks once, and hides the window from then on', () => {
  const { quit, close, done } = fakes();
  quit.running(2);
  expect(close()).toBe(true);
  quit.answer('tray', true);
  expect(close()).toBe(true);
  quit.running(0);
  expect(close()).toBe(true);
  expect(done).toEqual(['ask about 2', 'hide', 'hide', 'hide']);
});

it('asks where the desktop has no tray, although the person chose it elsewhere', () => {
  const { quit, close, done } = fakes({ tray: false, preference: 'tray' });
  expect(close()).toBe(false);
  quit.running(1);
  expect(close()).toBe(true);
  expect([done, quit.hidesWindow]).toEqual([['ask about 1'], false]);
});

it('asks again after an answer that was not to be remembered', () => {
  const { quit, close, done } = fakes();
  quit.running(1);
  close();
  quit.answer('tray', false);
  close();
  expect(done).toEqual(['ask about 1', 'hide', 'ask about 1']);
});

it('closes the window of an app that quits, or at the second attempt', () => {
  const quitting = fakes({ preference: 'tray' });
  quitting.app.emit('before-quit');
  expect(quitting.close()).toBe(false);
  const hanging = fakes();
  hanging.quit.running(1);
  expect([hanging.close(), hanging.close()]).toEqual([true, false]);
});

it('stops the agents only when that was the answer', () => {
  const { quit, done } = fakes();
  quit.answer('stop', false);
  expect([quit.stopsAgents, done]).toEqual([true, ['quit']]);
  expect(fakes({ preference: 'tray' }).quit.stopsAgents).toBe(false);
});
