import { expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { folderFailure, startFailure } from './start-failure.ts';

const places = { folder: '/home/ada/data/engine', log: '/home/ada/data/engine/engine.log' };
const ended = '[rootlesskit:parent] error: child exited: exit status 1\n';

it.each([
  [
    'unable to configure the Docker daemon with file daemon.json: unexpected EOF\n',
    /did not start: unable to configure the Docker daemon with file daemon.json: unexpected EOF\. Its log is/,
  ],
  ['time="x" level=fatal msg="no \\"overlay\\""\ntime="x" level=info msg=stop\n', /: no \\"overlay\\"\. Its/],
  [
    'mkdir data: no space left on device\n',
    /engine: the disk is full\. Make room on it, and start it again\./,
  ],
  ['', /did not start\. Its log is \/home/],
])('says what the log tells: %s', (log, message) => {
  const { error } = startFailure(log + ended, places);
  expect(error.message).toMatch(message);
  expect(error).toMatchObject({ type: 'engine-unreachable', actions: [{ kind: 'retry' }] });
});

it('says what the system refused in its folder, and leaves other errors as they are', () => {
  const full = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC', syscall: 'write' });
  expect(folderFailure(full, places.folder)).toMatchObject({
    error: { message: expect.stringMatching(/the disk is full\. Make room on it, and start it again\.$/) },
  });
  const absent = Object.assign(new Error('spawn ENOENT'), { code: 'ENOENT', syscall: 'spawn rootlesskit' });
  const others = [new Error('a fault'), absent, startFailure('', places)];
  expect(others.map((error) => folderFailure(error, places.folder))).toEqual(others);
  expect(startFailure('', places)).toBeInstanceOf(AppFailure);
});
