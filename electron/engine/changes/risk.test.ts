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
    ['.cargo/config.toml', 'build-script'],
    ['mise.toml', 'shell-startup'],
    ['.mise.local.toml', 'shell-startup'],
    ['.config/mise/config.toml', 'shell-startup'],
    ['.yarn/releases/yarn-4.cjs', 'build-script'],
    ['.pnp.cjs', 'build-script'],
    ['gradlew', 'build-script'],
    ['sub/Makefile', 'build-script'],
    ['rules.mk', 'build-script'],
    ['.pnp.data.json', 'build-script'],
    ['App.xcodeproj/project.pbxproj', 'build-script'],
    ['lib/libx.so-gdb.py', 'tool-startup'],
    ['GROK.md', 'agent-instructions'],
    ['.gdbinit', 'tool-startup'],
    ['.pre-commit-config.yaml', 'git-hook'],
    ['.roo/rules/x.md', 'agent-instructions'],
    ['.kiro/steering/x.md', 'agent-instructions'],
    ['.continue/config.yaml', 'agent-instructions'],
    ['CLAUDE.local.md', 'agent-instructions'],
    ['AGENTS.md', 'agent-instructions'],
    ['.cursor/rules/x.mdc', 'agent-instructions'],
    ['.github/copilot-instructions.md', 'agent-instructions'],
    ['bulkhead.yaml', 'agent-instructions'],
    ['CONVENTIONS.md', 'agent-instructions'],
    ['docs/rules.mdc', 'agent-instructions'],
    ['memory-bank/activeContext.md', 'agent-instructions'],
    ['CODEBUDDY.md', 'agent-instructions'],
    ['.coderabbit.yaml', 'agent-instructions'],
    ['.lsp.json', 'agent-instructions'],
    ['.env.local', 'tool-startup'],
    ['.docker/config.json', 'tool-startup'],
    ['mise-tasks/build', 'shell-startup'],
    ['.nvmrc', 'shell-startup'],
    ['tsconfig.json', 'editor-task'],
    ['run.launch', 'editor-task'],
    ['.bsp/sbt.json', 'editor-task'],
    ['.storybook/main.ts', 'build-script'],
    ['docusaurus.config.js', 'build-script'],
    ['node_modules/.bin/eslint', 'build-script'],
    ['.venv/bin/activate', 'build-script'],
    ['pkg/BUILD', 'build-script'],
    ['Snakefile', 'build-script'],
    ['spec/spec_helper.rb', 'build-script'],
    ['captainhook.json', 'git-hook'],
    ['.hgrc', 'git-config'],
    ['.gitattributes', 'git-config'],
    ['sub/.git', 'git-config'],
    ['.vs\u200ccode/tasks.json', 'editor-task'],
    ['.VSCode ./tasks.json', 'editor-task'],
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
    'src/build.ts',
    'src/environment.ts',
    'build/index.html',
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

describe('what was seen in the folder', () => {
  it('points out files in what git takes for a repository', () => {
    expect(kinds({ path: 'docs/notes', inRepository: true })).toEqual(['git-config']);
  });

  it('follows links further than their words say', () => {
    const link = { path: 'a', kind: 'symlink', target: 'b/../c' } as const;
    expect(kinds({ ...link, leads: 'inside' })).toEqual([]);
    expect(kinds({ ...link, leads: 'outside' })).toEqual(['symlink-outside']);
    expect(kinds({ ...link, leads: 'git' })).toEqual(['git-config']);
    expect(kinds({ ...link, target: '/etc', leads: 'inside' })).toEqual(['symlink-outside']);
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
