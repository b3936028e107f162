import type { RiskPatterns } from './risk-pattern.ts';

const why = 'Can run when the folder is opened in an editor';

export const editors: RiskPatterns = {
  kind: 'editor-task',
  patterns: [
    {
      paths: '.vscode/ .vscode-test.* *.code-workspace .theia/ .void/',
      why,
      source:
        'Visual Studio Code: https://code.visualstudio.com/docs/debugtest/tasks and https://code.visualstudio.com/docs/editing/workspaces/workspace-trust',
    },
    {
      paths: `
        .devcontainer/ .devcontainer.json devcontainer.json .gitpod.yml .gitpod.dockerfile .idx/
        devfile.yaml .devfile.yaml`,
      why: 'Runs when the folder is opened in a development container',
      source:
        'Dev Containers: https://containers.dev/implementors/json_reference/; Gitpod; IDX: https://idx.dev; devfile: https://devfile.io',
    },
    {
      paths: '.idea/ .fleet/ .run/ *.iml *.ipr *.iws',
      why,
      source: 'JetBrains: https://www.jetbrains.com/help/idea/project-security.html',
    },
    {
      paths: `
        .zed/ .nova/ .vs/ *.suo .settings/ .project .classpath .externaltoolbuilders/ *.sublime-project
        *.sublime-build`,
      why,
      source:
        'Zed: https://zed.dev/docs/configuring-zed; Nova; Visual Studio; Eclipse; Sublime Text: https://www.sublimetext.com/docs/build_systems.html',
    },
    {
      paths: `
        .nvim.lua .nvimrc .exrc .vimrc .gvimrc _vimrc .lvimrc .vim/ .vimspector.json .nvim/ .lazy.lua
        .neoconf.json`,
      why,
      source: 'Vim and Neovim: https://neovim.io/doc/user/options.html#exrc',
    },
    {
      paths: '.dir-locals.el .dir-locals-2.el .projectile .kakrc .helix/ .kateproject .lite_project.lua',
      why,
      source:
        'Emacs: https://www.gnu.org/software/emacs/manual/html_node/emacs/Directory-Variables.html; Helix: https://docs.helix-editor.com/configuration.html; Kate',
    },
    {
      paths: `
        nbproject/ *.launch .launches/ *.pro *.pro.user *.cbp *.workspace *.kdev4 .kdev4/ *.geany .atom/
        *.sublime-workspace .factorypath .swiftpm/ xcuserdata/ *.xcworkspace/ *.playground/ .brackets.json`,
      why,
      source:
        'NetBeans; Eclipse: launch configurations; Qt Creator; Code::Blocks; KDevelop; Geany; Atom; Sublime Text; Xcode',
    },
    {
      paths: `
        init.el early-init.el .emacs .emacs.d/ .projections.json .localrc.vim .vimrc.local .vim-bookmarks
        .ctags .ctags.d/ .gutctags .globalrc gtags.conf .tern-project .tern-config`,
      why,
      source:
        'Emacs; Vim plug-ins: projectionist, localrc; Universal Ctags: https://docs.ctags.io/en/latest/man/ctags.1.html; Tern',
    },
    {
      paths: `
        tsconfig.json tsconfig.*.json jsconfig.json jsconfig.*.json .luarc.json* .solargraph.yml
        pyrightconfig.json basedpyright* .ruby-lsp/ .bsp/ .bloop/ .metals/ .scala-build/ .clj-kondo/ .lsp/
        .calva/ .nrepl* .joker steepfile .phpactor.* rust-project.json .merlin .ocamlformat`,
      why: 'Tells a language server what to run',
      source:
        'TypeScript: https://www.typescriptlang.org/tsconfig/#plugins; LuaLS plugins; Solargraph; Pyright; Ruby LSP; Build Server Protocol: https://build-server-protocol.github.io; Metals; clj-kondo hooks; Calva; Phpactor',
    },
    {
      paths: '.ycm_extra_conf.py .clangd compile_flags.txt compile_commands.json .ccls .ccls-root',
      why: 'Tells a language server what to run',
      source:
        'clangd: https://clangd.llvm.org/config; YouCompleteMe: https://github.com/ycm-core/YouCompleteMe#general-semantic-completion',
    },
  ],
};
