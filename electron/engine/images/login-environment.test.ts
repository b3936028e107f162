import { expect, it } from 'vitest';
import { terminalEnvironment } from '../objects/terminal-environment.ts';
import { envInstruction, loginEnvironment } from './login-environment.ts';

const passwd =
  'root:x:0:0:root:/root:/bin/ash\nada:x:1000:1000::/home/agent:/bin/sh\nsvc:x:7:7::/:/bin/false\n';

it('describes the user as a login does', () => {
  expect(loginEnvironment({ imageEnv: ['PATH=/bin'], passwd, uid: 1000, hasBash: false })).toEqual([
    'TERM=xterm-256color',
    'COLORTERM=truecolor',
    'LANG=C.UTF-8',
    'USER=ada',
    'LOGNAME=ada',
    'SHELL=/bin/sh',
    'PATH=/bin:/home/agent/.local/bin',
    'NPM_CONFIG_PREFIX=/home/agent/.local',
  ]);
});

it('names bash where the image has it, and no shell that ends at once', () => {
  expect(loginEnvironment({ imageEnv: [], passwd, uid: 1000, hasBash: true })).toContain('SHELL=/bin/bash');
  expect(loginEnvironment({ imageEnv: [], passwd, uid: 7, hasBash: false })).toContain('SHELL=/bin/sh');
  expect(loginEnvironment({ imageEnv: [], passwd, uid: 0, hasBash: false })).toContain('SHELL=/bin/ash');
});

it('keeps what the image says', () => {
  const path = 'PATH=/home/agent/.local/bin:/bin';
  const imageEnv = ['LC_ALL=de_DE.UTF-8', 'TERM=dumb', 'USER=app', path, 'npm_config_prefix=/opt'];
  expect(loginEnvironment({ imageEnv, passwd: '', uid: 1000, hasBash: false })).toEqual([
    'COLORTERM=truecolor',
    'LOGNAME=agent',
    'SHELL=/bin/sh',
  ]);
  expect(terminalEnvironment(['LANG='])).toContain('LANG=C.UTF-8');
});

it('quotes what a Dockerfile would obey', () => {
  expect(envInstruction(['USER=a"b\\c$PATH', 'X=1'])).toBe('ENV USER="a\\"b\\\\c\\$PATH" X="1"\n');
  expect(envInstruction([])).toBe('');
});
