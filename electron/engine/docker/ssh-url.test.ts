import { describe, expect, it } from 'vitest';
import { parseSshUrl, sshArguments } from './ssh-url.ts';

describe('parseSshUrl', () => {
  it('reads user, host, port and socket', () => {
    expect(parseSshUrl('ssh://me@box.example:2222/run/user/1/docker.sock')).toEqual({
      user: 'me',
      host: 'box.example',
      port: '2222',
      socketPath: '/run/user/1/docker.sock',
    });
    expect(parseSshUrl('ssh://[fe80::1]')).toEqual({ host: 'fe80::1' });
  });

  it.each(['ssh://', 'ssh://-oProxyCommand=x', 'ssh://-lroot@host', 'ssh://a b', 'ssh://host:port'])(
    'refuses %s',
    (url) => {
      expect(() => parseSshUrl(url)).toThrow('not an SSH address');
    },
  );
});

describe('sshArguments', () => {
  it('ends the options before the host', () => {
    const words = sshArguments({ host: 'box', user: 'me', port: '22' });
    expect(words.slice(words.indexOf('--'))).toEqual(['--', 'box', 'docker', 'system', 'dial-stdio']);
  });

  it('quotes a socket for the other side’s shell', () => {
    expect(sshArguments({ host: 'box', socketPath: '/a b;$(c)' })).toContain("unix://'/a b;$(c)'");
  });
});
