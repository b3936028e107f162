import type { RiskPatterns } from './risk-pattern.ts';

export const shells: RiskPatterns = {
  kind: 'shell-startup',
  patterns: [
    {
      paths: '.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .inputrc',
      why: 'Runs when a shell starts',
      source: 'bash: https://www.gnu.org/software/bash/manual/html_node/Bash-Startup-Files.html',
    },
    {
      paths: `
        .zshrc .zshenv .zprofile .zlogin .zlogout .kshrc .cshrc .tcshrc .login .logout .xonshrc config.fish
        fish/conf.d/ fish/functions/ .config/fish/ config.nu env.nu *profile.ps1`,
      why: 'Runs when a shell starts',
      source:
        'zsh: https://zsh.sourceforge.io/Doc/Release/Files.html; fish: https://fishshell.com/docs/current/language.html#configuration; PowerShell: about_Profiles',
    },
    {
      paths: `
        .xprofile .xinitrc .xsession .xsessionrc .pam_environment .config/autostart/ systemd/user/
        library/launchagents/`,
      why: 'Runs when somebody logs in',
      source:
        'X.Org: https://www.x.org/releases/current/doc/man/man1/startx.1.xhtml; XDG autostart; systemd; launchd',
    },
    {
      paths: '.envrc .env.sh .direnvrc .autoenv .autoenv.zsh',
      why: 'Runs when a shell enters the folder',
      source:
        'direnv: https://direnv.net/man/direnv-stdlib.1.html; autoenv: https://github.com/hyperupcall/autoenv',
    },
    {
      paths: `
        mise.toml .mise.toml mise.*.toml .mise.*.toml mise/config.toml .mise/ .config/mise.toml
        .config/mise/ .rtx.toml .tool-versions .asdfrc .miserc.toml mise/ mise-tasks/ .mise-tasks/ .direnv/`,
      why: 'Runs when a shell enters the folder, or chooses which programs do',
      source:
        'mise: https://mise.jdx.dev/configuration.html; asdf: https://asdf-vm.com/manage/configuration.html',
    },
    {
      paths: `
        devenv.nix devenv.yaml flake.nix shell.nix default.nix devbox.json .flox/ pixi.toml .sdkmanrc
        rust-toolchain rust-toolchain.toml .prototools .moon/ aqua.y*ml .aqua.y*ml pkgx.y*ml .pkgx.y*ml
        .python-version .nvmrc .node-version .ruby-version .java-version .go-version .php-version
        .terraform-version .opentofu-version .bazelversion .bazeliskrc .hermit/ .pyenv/ nix/ *.nix`,
      why: 'Chooses which programs run in the folder',
      source:
        'Nix: https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-develop; devenv; devbox; rustup: https://rust-lang.github.io/rustup/overrides.html',
    },
    {
      paths: `
        /etc/profile /etc/profile.d/ /etc/bash.bashrc /etc/environment /etc/ld.so.preload /etc/cron*`,
      why: 'Runs when anybody’s shell or program starts',
      source: 'bash, PAM, ld.so(8), cron(8)',
    },
  ],
};

export const toolStartup: RiskPatterns = {
  kind: 'tool-startup',
  patterns: [
    {
      paths: '.env .env.* *.env .flaskenv .quarto/_environment',
      why: 'Sets variables of programs that start here, which can make them run others',
      source:
        'dotenv: https://github.com/motdotla/dotenv; Node: https://nodejs.org/api/cli.html#node_optionsoptions; Docker Compose; Vite; Flask; Bun',
    },
    {
      paths: `
        .docker/ .kube/ .aws/ .azure/ .gcloud/ .config/gcloud/ .config/gh/ .config/git/ .local/bin/ .gnupg/
        .config/systemd/ .config/environment.d/`,
      why: 'Belongs to a home folder, where programs look for what to run and where to connect',
      source:
        'Docker: https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties; kubectl: credential plugins; AWS: credential_process; GnuPG; systemd',
    },
    {
      paths:
        '.gdbinit .lldbinit .lldbinit-* .gdb/ .gdbearlyinit .gef.rc *-gdb.gdb *-gdb.py *-gdb.scm .pwn.conf .cgdb/ .radare2rc .pdbrc .pdbrc.py .byebugrc .rdbgrc .rdbgrc.rb',
      why: 'Runs when a debugger starts here',
      source:
        'gdb: https://sourceware.org/gdb/current/onlinedocs/gdb.html/Init-File-in-the-Current-Directory.html; lldb: https://lldb.llvm.org/man/lldb.html; pdb',
    },
    {
      paths: `
        .irbrc .pryrc .ghci .iex.exs .rprofile .renviron .octaverc .sbclrc .psqlrc .sqliterc .duckdbrc .ocamlinit .juliarc.jl .erlang .my.cnf .guile
        .julia/config/ .ipython/ .jupyter/ .pythonrc .pythonstartup .node_repl* .perldb .coffeerc`,
      why: 'Runs when an interpreter or a database client starts here',
      source:
        'irb; GHCi: https://downloads.haskell.org/ghc/latest/docs/users_guide/ghci.html#the-ghci-and-haskeline-files; OCaml; Erlang; DuckDB; R: https://stat.ethz.ch/R-manual/R-devel/library/base/html/Startup.html; psql; IPython',
    },
    {
      paths: `
        .tmux.conf .tmuxinator.yml .tmuxinator/ .tmuxp.* .screenrc .zellij/ .wezterm.lua .kitty/ .wgetrc
        .curlrc .netrc .ssh/ .lesskey .lessfilter .mailcap .muttrc`,
      why: 'Tells a terminal program what to run or where to connect',
      source:
        'tmux; screen; curl: https://curl.se/docs/manpage.html#-K; wget; OpenSSH: https://man.openbsd.org/ssh_config',
    },
    {
      paths: '*.desktop *.url *.lnk *.webloc desktop.ini autorun.inf .directory',
      why: 'Can run when the folder is opened in a file manager',
      source: 'freedesktop.org: https://specifications.freedesktop.org/desktop-entry-spec/; Windows Explorer',
    },
  ],
};
