import { expect, it } from 'vitest';
import { issueAt, repositoryOf } from './forge-address.ts';

it.each([
  ['https://github.com/octo/app.git', 'github.com octo/app'],
  ['https://user@github.com/octo/app/', 'github.com octo/app'],
  ['git@github.com:octo/app.git', 'github.com octo/app'],
  ['gitlab.test:group/sub/app', 'gitlab.test group/sub/app'],
  ['ssh://git@git.corp.test:2222/team/app.git', 'git.corp.test team/app'],
  ['https://GIT.corp.test:8443/team/app', 'git.corp.test:8443 team/app'],
  ['https://git.corp.test:443/team/app', 'git.corp.test team/app'],
  ['http://git.corp.test/team/app', undefined],
  ['/srv/git/app.git', undefined],
  ['C:\\work\\app', undefined],
  ['file:///srv/git/app.git', undefined],
  ['https://github.com/octo', undefined],
  ['git@github.com:octo/../app', undefined],
  ['https://github.com/octo/a%2Fb', undefined],
  ['ext::sh -c x', undefined],
])('finds the repository of %s', (address, expected) => {
  const found = repositoryOf(address);
  expect(found && `${found.host} ${found.path}`).toBe(expected);
});

it.each([
  ['https://github.com/octo/app/issues/12', 'github octo/app 12'],
  ['https://github.com/octo/app/issues/12#issuecomment-1', 'github octo/app 12'],
  ['https://gitlab.corp.test/a/b/app/-/issues/3?x=1', 'gitlab a/b/app 3'],
  ['https://gitlab.corp.test/a/app/-/work_items/3', 'gitlab a/app 3'],
  ['https://codeberg.org/a/app/issues/3', 'gitea a/app 3'],
  ['https://git.corp.test/a/app/issues/3', 'undefined a/app 3'],
  ['https://github.com/octo/app/pull/12', undefined],
  ['http://github.com/octo/app/issues/12', undefined],
  ['12', undefined],
])('finds the issue of %s', (address, expected) => {
  const found = issueAt(address);
  expect(found && `${found.kind} ${found.repository.path} ${found.number}`).toBe(expected);
});
