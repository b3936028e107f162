import { describe, expect, it } from 'vitest';
import { resolveUser, withUser } from './passwd.ts';

const debian = {
  passwd: 'root:x:0:0:root:/root:/bin/bash\nnode:x:1000:1000:Node:/home/node:/bin/bash\n',
  group: 'root:x:0:\nstaff:x:50:\nnode:x:1000:\n',
};
const none = { passwd: '', group: '' };
const ada = { uid: 501, gid: 20, name: 'ada' };

describe('withUser', () => {
  it('adds the user and its group behind those of the image', () => {
    const { passwd, group } = withUser(debian, ada, '/home/agent');
    expect(passwd).toBe(`${debian.passwd}ada:x:501:20::/home/agent:/bin/sh\n`);
    expect(group).toBe(`${debian.group}ada:x:20:\n`);
  });

  it('keeps the name and shell of whoever has the uid, and moves the home', () => {
    const { passwd, group } = withUser(debian, { uid: 1000, gid: 50, name: 'ada' }, '/home/agent');
    expect(passwd).toContain('node:x:1000:50:Node:/home/agent:/bin/bash\n');
    expect(group).toBe(debian.group);
  });

  it('does not take a name twice', () => {
    const { passwd } = withUser(debian, { uid: 7, gid: 7, name: 'node' }, '/home/agent');
    expect(passwd).toContain('\nnode2:x:7:7::');
  });

  it('makes both files, root included, for an image without them', () => {
    expect(withUser(none, ada, '/home/agent')).toEqual({
      passwd: 'root:x:0:0:root:/root:/bin/sh\nada:x:501:20::/home/agent:/bin/sh\n',
      group: 'root:x:0:\nada:x:20:\n',
    });
  });

  it('copes with a last line that has no end', () => {
    const { passwd } = withUser({ ...debian, passwd: debian.passwd.trimEnd() }, ada, '/h');
    expect(passwd).toContain('/bin/bash\nada:');
  });
});

it.each([
  ['', 0, 0, 'root'],
  ['node', 1000, 1000, 'node'],
  ['node:staff', 1000, 50, 'node'],
  ['1000', 1000, 1000, 'node'],
  ['12:34', 12, 34, 'agent'],
  ['65532', 65532, 0, 'agent'],
  ['nobody-knows', 0, 0, 'root'],
])('reads USER %j as %d:%d', (imageUser, uid, gid, name) => {
  expect(resolveUser(imageUser, debian)).toEqual({ uid, gid, name });
});
