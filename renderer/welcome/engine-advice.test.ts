import { expect, it } from 'vitest';
import type { AppErrorType } from '../../electron/contract/error.ts';
import { engineAdvice } from './engine-advice.ts';

const unreachable = (type: AppErrorType) => ({
  status: 'unreachable' as const,
  error: { type, message: '', actions: [] },
  tried: [],
});

it.each([
  ['linux', 'sudo apt install docker.io'],
  ['darwin', 'colima start'],
  ['win32', 'winget install Docker.DockerDesktop'],
])('says how to get an engine on %s', (platform, command) => {
  expect(engineAdvice(platform, unreachable('engine-unreachable')).command).toContain(command);
});

it('has nobody install an engine that is there and refuses access', () => {
  const { command } = engineAdvice('linux', unreachable('engine-permission-denied'));
  expect(command).toBe('sudo usermod -aG docker $USER');
});
