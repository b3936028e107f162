import { describe, expect, it } from 'vitest';
import { leadsOutside, type RiskSubject, risksOf } from './risk.ts';

const kinds = (subject: Partial<RiskSubject> & { path: string }) =>
  risksOf({ status: 'modified', kind: 'file', ...subject }).map(({ kind }) => kind);

describe('risksOf', () => {
  it.each([
    ['.husky/pre-commit', 'git-hook'],
    ['.git/hooks/post-checkout', 'git-hook'],
    ['sub/.GIT/config', 'git-config'],
    ['.github/workflows/ci.yml', 'ci'],
    ['.gitlab-ci.yml', 'ci'],
    ['Jenkinsfile', 'ci'],
    ['app/.vscode/tasks.json', 'editor-task'],
    ['.idea/runConfigurations/x.xml', 'editor-task'],
    ['.devcontainer/devcontainer.json', 'editor-task'],
    ['home/.bashrc', 'shell-startup'],
    ['.envrc', 'shell-startup'],
    ['.npmrc', 'build-script'],
    ['crate/build.rs', 'build-script'],
    ['CLAUDE.md', 'agent-instructions'],
    ['.claude/settings.json', 'agent-instructions'],
    ['.gitmodules', 'submodule'],
  ])('points out %s', (path, kind) => {
    expect(kinds({ path })).toContain(kind);
  });

  it.each([
    'src/index.ts',
    'README.md',
    '.gitignore',
    'docs/github/workflows.md',
    'src/profile.ts',
    'a.vscode.ts',
  ])('leaves %s alone', (path) => {
    expect(kinds({ path })).toEqual([]);
  });

  it('points out what may now be run, and not what already could', () => {
    expect(kinds({ path: 'a.sh', executable: true, oldExecutable: false })).toEqual(['executable']);
    expect(kinds({ path: 'a.sh', status: 'added', executable: true })).toEqual(['executable']);
    expect(kinds({ path: 'a.sh', executable: true, oldExecutable: true })).toEqual([]);
  });

  it('knows a new program by its first bytes or its name', () => {
    expect(kinds({ path: 'tool', status: 'added', magic: Buffer.from('7f454c46', 'hex') })).toEqual([
      'executable',
    ]);
    expect(kinds({ path: 'a.png', status: 'added', magic: Buffer.from('89504e47', 'hex') })).toEqual([]);
    expect(kinds({ path: 'setup.EXE', status: 'added' })).toEqual(['executable']);
  });

  it('points out links out of the folder, submodules and large files', () => {
    expect(kinds({ path: 'a/link', kind: 'symlink', target: '../../etc/passwd' })).toEqual([
      'symlink-outside',
    ]);
    expect(kinds({ path: 'a/link', kind: 'symlink', target: '../b' })).toEqual([]);
    expect(kinds({ path: 'lib', kind: 'submodule' })).toEqual(['submodule']);
    expect(kinds({ path: 'data.bin', sizeBytes: 11 * 1024 * 1024 })).toEqual(['large-file']);
  });

  it('has nothing against deleting an ordinary program', () => {
    expect(kinds({ path: 'a.sh', status: 'deleted', oldExecutable: true })).toEqual([]);
  });
});

describe('leadsOutside', () => {
  it.each([
    ['link', '/etc/passwd', true],
    ['link', '..', true],
    ['a/b/link', '../../c', false],
    ['a/b/link', '../../../c', true],
    ['link', 'C:\\Windows', true],
    ['link', '', true],
    ['link', '..hidden', false],
    ['a/link', '../b/../../x', true],
  ])('%s → %s: %s', (path, target, outside) => {
    expect(leadsOutside(path, target)).toBe(outside);
  });
});
