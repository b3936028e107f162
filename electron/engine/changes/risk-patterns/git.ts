import type { RiskPatterns } from './risk-pattern.ts';

export const gitHooks: RiskPatterns = {
  kind: 'git-hook',
  patterns: [
    {
      paths: '.git/hooks/ .githooks/ git-hooks/',
      why: 'Runs when somebody uses git here',
      source: 'git: https://git-scm.com/docs/githooks',
    },
    {
      paths: '.husky/ .huskyrc .huskyrc.* husky.config.js',
      why: 'Runs when somebody uses git here',
      source: 'husky: https://typicode.github.io/husky/',
    },
    {
      paths: 'lefthook*.yml lefthook*.yaml lefthook*.toml lefthook*.json .lefthook* .lefthook/',
      why: 'Runs when somebody uses git here',
      source: 'lefthook: https://lefthook.dev/configuration/',
    },
    {
      paths: '.pre-commit-config.yaml .pre-commit-config.yml .pre-commit-hooks.yaml prek.toml',
      why: 'Runs when somebody commits here',
      source: 'pre-commit: https://pre-commit.com/#adding-pre-commit-plugins-to-your-project',
    },
    {
      paths: `
        .lintstagedrc .lintstagedrc.* lint-staged.config.* .simple-git-hooks.* .overcommit.yml .gitlint
        captainhook.json captainhook.json.* .captainhook/ grumphp.y*ml grumphp.y*ml.dist .grumphp.y*ml .czrc
        .cz.* .cz-config.js`,
      why: 'Runs when somebody commits here',
      source:
        'lint-staged: https://github.com/lint-staged/lint-staged#configuration; simple-git-hooks; overcommit; gitlint; CaptainHook; GrumPHP; Commitizen',
    },
  ],
};

export const gitSettings: RiskPatterns = {
  kind: 'git-config',
  patterns: [
    {
      paths: '.git/ .gitconfig .git/config.worktree',
      why: 'Can make git run programs',
      source: 'git: https://git-scm.com/docs/git-config',
    },
    {
      paths: '.git',
      why: 'Points git to a repository, whose settings run programs',
      source: 'git: https://git-scm.com/docs/gitrepository-layout',
    },
    {
      paths: '.gitattributes',
      why: 'Decides what git shows of files, and which filters it runs on them',
      source: 'git: https://git-scm.com/docs/gitattributes',
    },
    {
      paths: '.jj/ .hg/hgrc .hgsub .hg/ .hgrc .svn/ .bzr/ _darcs/ .fslckout _fossil_',
      why: 'Can make a version control system run programs',
      source:
        'Mercurial: https://www.mercurial-scm.org/doc/hgrc.5.html; Jujutsu: https://jj-vcs.github.io/jj/latest/config/',
    },
  ],
};

export const gitSubmodules: RiskPatterns = {
  kind: 'submodule',
  patterns: [
    {
      paths: '.gitmodules',
      why: 'Names other repositories that git will fetch',
      source: 'git: https://git-scm.com/docs/gitmodules',
    },
  ],
};
