import { expect, it } from 'vitest';
import { hostFolder, privateCopy } from '../../electron/contract/agent-spec.ts';
import { workspaceItems } from './workspace-items.ts';

const mount = (kind: string, source: string, target: string, readOnly = false) => ({
  kind,
  source,
  target,
  readOnly,
  options: '',
});
const words = (...input: Parameters<typeof workspaceItems>) =>
  workspaceItems(...input).map(({ key, value }) => `${key}: ${value}`);

it('shows host folders as they are mounted, with what is hidden in them', () => {
  const mounts = [
    mount('volume', 'home', '/home/agent'),
    mount('bind', '/p', '/workspace'),
    mount('bind', '/p', '/p'),
    mount('bind', '/dev/null', '/workspace/.env', true),
    mount('tmpfs', '', '/p/.ssh', true),
    mount('bind', '/p/api/.env.sandbox', '/workspace/api/.env', true),
    mount('tmpfs', '', '/tmp'),
    mount('bind', '/more', '/more', true),
  ];
  expect(words(hostFolder('/p'), mounts)).toEqual([
    'Host folder: /p → /workspace',
    'Host folder, at its own path: /p → /p',
    'Host folder, at its own path: /more → /more (read-only)',
    'Hidden from the agent: /workspace/.env, /p/.ssh, /workspace/api/.env',
  ]);
});

it('says what a private copy was made of', () => {
  const source = { kind: 'repository' as const, url: 'https://example.com/x.git', ref: 'main' };
  const mounts = [mount('volume', 'ws', '/workspace')];
  expect(words({ ...privateCopy(source), notes: ['One.', 'Two.'] }, mounts)).toEqual([
    'Volume: ws',
    'Copy of: https://example.com/x.git (main)',
    'Of note: One.',
    ': Two.',
  ]);
});
