import type { RiskPatterns } from './risk-pattern.ts';

const why = 'Runs when dependencies are installed or the project is built';
const test = 'Runs when the project is tested, checked or formatted';

export const builds: RiskPatterns = {
  kind: 'build-script',
  patterns: [
    {
      paths: `
        makefile makefile.* gnumakefile *.mk *.mak justfile .justfile *.just taskfile.y*ml
        taskfile.dist.y*ml rakefile *.rake magefile.go tasks.py noxfile.py fabfile.py dodo.py tox.ini
        sconstruct sconscript wscript cakefile jakefile* earthfile build.sh build.cmd build.ps1 bootstrap
        bootstrap.sh`,
      why: 'Runs when somebody builds the project by its tasks',
      source:
        'make: https://www.gnu.org/software/make/manual/; just; Task; rake; mage; invoke; nox; tox; SCons; waf; Earthly',
    },
    {
      paths: `
        cmakelists.txt *.cmake cmakepresets.json cmakeuserpresets.json meson.build meson_options.txt
        meson.options configure configure.ac configure.in autogen.sh *.m4 conanfile.py conanfile.txt
        vcpkg.json premake*.lua xmake.lua build.ninja build.zig build.zig.zon`,
      why,
      source:
        'CMake: https://cmake.org/cmake/help/latest/command/execute_process.html; Meson; Autoconf; Conan; vcpkg; xmake; Zig',
    },
    {
      paths: `
        .npmrc .yarnrc .yarnrc.yml .yarn/ .pnp.cjs .pnp.js .pnp.mjs .pnp.loader.mjs .pnp.data.json .pnpmfile.cjs
        .pnpmfile.js .pnpmfile.mjs pnpm-workspace.yaml bunfig.toml .bunfig.toml binding.gyp .node-gyp*
        lerna.json rush.json common/config/rush/ deno.json deno.jsonc`,
      why,
      source:
        'npm: https://docs.npmjs.com/cli/configuring-npm/npmrc; Yarn: https://yarnpkg.com/configuration/yarnrc and https://yarnpkg.com/features/pnp; pnpm: https://pnpm.io/pnpmfile; Bun: https://bun.com/docs/runtime/bunfig; node-gyp; Deno',
    },
    {
      paths: `
        package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock
        cargo.lock poetry.lock uv.lock pdm.lock pipfile.lock gemfile.lock composer.lock go.sum mix.lock
        flake.lock packages.lock.json gradle.lockfile package.resolved`,
      why: 'Decides which packages are installed, and from where',
      source:
        'npm: https://docs.npmjs.com/cli/configuring-npm/package-lock-json; Yarn; pnpm; Cargo; Poetry; uv; Bundler; Composer; Go',
    },
    {
      paths: `
        webpack.config.* webpackfile.* vite.config.* rollup.config.* rolldown.config.* esbuild.*
        rspack.config.* tsup.config.* tsdown.config.* next.config.* nuxt.config.* astro.config.*
        svelte.config.* remix.config.* metro.config.* babel.config.* .babelrc* postcss.config.* .postcssrc*
        tailwind.config.* gulpfile.* gruntfile.* electron-builder.* forge.config.* turbo.json nx.json
        angular.json craco.config.* ember-cli-build.js brunch-config.* snowpack.config.* .swcrc .parcelrc
        nodemon.json pm2.config.* ecosystem.config.* release.config.* .releaserc*`,
      why,
      source:
        'webpack: https://webpack.js.org/configuration/; Vite: https://vite.dev/config/; Rollup; Next.js; Babel; PostCSS; Gulp; Turborepo; Nx and others: configurations that are programs',
    },
    {
      paths: `
        *.config.js *.config.cjs *.config.mjs *.config.jsx *.config.ts *.config.cts *.config.mts *.config.tsx
        *rc.js *rc.cjs *rc.mjs *rc.ts *.setup.js *.setup.ts .storybook/ .ladle/ .vuepress/ .vitepress/
        gatsby-*.* codegen.* .graphqlrc* knexfile.* .sequelizerc ormconfig.* tauri.conf.json* tauri.*.conf.json
        ionic.config.json expo.json .expo/ .changeset/ .release-it.* .versionrc* dprint.json* .dprint.json*
        alchemy.run.* wasp.* sst.* vercel.ts .vercel/ build.mjs build.cjs`,
      why,
      source:
        'Storybook: https://storybook.js.org/docs/configure; Gatsby; GraphQL Code Generator; Knex; Sequelize; Tauri; Expo; Changesets; release-it; dprint and others: configurations that are programs or name them',
    },
    {
      paths:
        'node_modules/ .venv/ venv/ .tox/ .nox/ .pixi/ pyvenv.cfg bower_components/ jspm_packages/ __pypackages__/',
      why: 'Is a dependency of the project, and runs with it',
      source: 'Node: https://nodejs.org/api/modules.html#loading-from-node_modules-folders; Python: venv',
    },
    {
      paths: `
        build buck workspace dagger.json .dagger/ .trunk/ procfile.* captain.y*ml makefile.toml *.make
        snakefile *.smk nextflow.config *.nf dvc.yaml .dvc/ mlproject dbt_project.yml profiles.yml
        pipeline.y*ml prefect.yaml airflow.cfg .condarc environment.y*ml .pypirc pdm.toml poetry.toml
        mintfile tuist.swift tuist/ *.sc *.mill`,
      why: 'Runs when somebody builds or runs the project by its tasks',
      source:
        'Bazel; Buck; Dagger: https://docs.dagger.io; Trunk; foreman; cargo-make; Snakemake; Nextflow; DVC; MLflow; dbt; conda; Tuist; Ammonite and Mill',
    },
    {
      paths: `
        .nycrc* .c8rc* .taprc .xo-config* .oxlintrc* .phan/ .simplecov spec_helper.rb rails_helper.rb
        test_helper.rb bin/rails bin/rake config/boot.rb config/application.rb config/environment.rb
        config/initializers/ dangerfile.* .erb-lint.y*ml .erb_lint.y*ml .standard.yml .jshintrc .semgrep.y*ml
        .mega-linter.y*ml .ansible-lint .checkov.y*ml .clang-tidy`,
      why: test,
      source:
        'nyc; c8; tap; XO; Oxlint: JS plugins; Phan; SimpleCov: https://github.com/simplecov-ruby/simplecov#using-simplecov-for-centralized-config; Rails; Danger; clang-tidy',
    },
    {
      paths: `
        jest.config.* jest.setup.* vitest.config.* vitest.workspace.* vitest.setup.* playwright.config.*
        cypress.config.* cypress.json karma.conf.* .mocharc* wdio.conf.* ava.config.* eslint.config.*
        .eslintrc* prettier.config.* .prettierrc* stylelint.config.* .stylelintrc* commitlint.config.*
        .commitlintrc* biome.json* .markdownlint* .remarkrc* knip.* .dependency-cruiser.* stryker.conf.*`,
      why: test,
      source:
        'Jest: https://jestjs.io/docs/configuration; Vitest; Playwright; Cypress; Mocha; ESLint: https://eslint.org/docs/latest/use/configure/; Prettier: https://prettier.io/docs/plugins; Stylelint',
    },
    {
      paths: `
        setup.py setup.cfg pyproject.toml conftest.py pytest.ini .pytest.ini sitecustomize.py
        usercustomize.py *.pth pip.conf pip.ini requirements*.txt constraints*.txt pipfile hatch.toml
        hatch_build.py build.py .pylintrc pylintrc .flake8 mypy.ini .mypy.ini uv.toml .coveragerc manage.py
        .condarc environment.yml`,
      why,
      source:
        'setuptools: https://setuptools.pypa.io; PEP 517; pytest: https://docs.pytest.org/en/stable/reference/customize.html; site: https://docs.python.org/3/library/site.html; pip: https://pip.pypa.io/en/stable/topics/configuration/; pylint init-hook; mypy plugins',
    },
    {
      paths: `
        build.rs .cargo/ cargo.toml clippy.toml .clippy.toml dylint.toml cross.toml trunk.toml nextest.toml`,
      why,
      source:
        'Cargo: https://doc.rust-lang.org/cargo/reference/config.html and https://doc.rust-lang.org/cargo/reference/build-scripts.html',
    },
    {
      paths: `
        gradlew gradlew.bat gradle/ *.gradle *.gradle.kts gradle.properties .gradle/ buildsrc/ mvnw mvnw.cmd
        .mvn/ pom.xml build.xml ivy.xml build.sbt project/*.sbt project/build.properties .sbtopts .jvmopts
        .java-version build.sc build.mill .scalafmt.conf project.clj deps.edn bb.edn shadow-cljs.edn
        build.boot`,
      why,
      source:
        'Gradle: https://docs.gradle.org/current/userguide/gradle_wrapper.html; Maven: https://maven.apache.org/configure.html; Ant; sbt; Mill; Leiningen; Clojure CLI',
    },
    {
      paths: `
        .bazelrc *.bazelrc .bazelversion build.bazel *.bzl workspace workspace.bazel module.bazel buck
        .buckconfig .buckconfig.* pants.toml pants.ini tools/bazel .please/ .plzconfig`,
      why,
      source: 'Bazel: https://bazel.build/run/bazelrc; Buck2; Pants',
    },
    {
      paths: `
        gemfile *.gemspec extconf.rb .bundle/ .rspec .rubocop.yml guardfile capfile fastfile fastlane/
        podfile dangerfile vagrantfile berksfile brewfile thorfile`,
      why,
      source:
        'Bundler: https://bundler.io/man/bundle-config.1.html; RubyGems; RSpec; RuboCop require; fastlane; CocoaPods; Vagrant; Homebrew Bundle',
    },
    {
      paths: `
        composer.json auth.json phpunit.xml* .php-cs-fixer*.php phpstan.neon* rector.php psalm.xml*
        .user.ini .htaccess php.ini artisan robofile.php castor.php deploy.php`,
      why,
      source:
        'Composer: https://getcomposer.org/doc/articles/scripts.md; PHPUnit bootstrap; PHPStan; PHP: https://www.php.net/manual/en/configuration.file.per-user.php',
    },
    {
      paths: `
        directory.build.props directory.build.targets directory.build.rsp directory.packages.props
        directory.solution.* *.csproj *.fsproj *.vbproj *.vcxproj *.proj *.targets *.props *.sln *.slnx
        nuget.config global.json .config/dotnet-tools.json packages.config build.cake build.fsx
        omnisharp.json`,
      why,
      source:
        'MSBuild: https://learn.microsoft.com/visualstudio/msbuild/customize-by-directory; NuGet: https://learn.microsoft.com/nuget/reference/nuget-config-file; .NET tools',
    },
    {
      paths: `
        go.mod go.work .golangci.y*ml .golangci.toml .goreleaser.y*ml .air.toml mix.exs rebar.config
        rebar.config.script .formatter.exs .credo.exs package.swift *.xcconfig *.xcodeproj/ *.xcworkspace/ cartfile
        project.swift .swiftlint.yml pubspec.yaml build.yaml dune dune-project *.opam *.cabal cabal.project*
        stack.yaml setup.hs hie.yaml package.yaml shard.yml *.nimble config.nims *.nims dub.json dub.sdl
        makefile.pl build.pl cpanfile .perlcriticrc .proverc .luacheckrc *.rockspec project.toml project.janet alire.toml *.gpr v.mod elm.json
        gleam.toml .latexmkrc latexmkrc .lintr renv.lock renv/activate.r .rprofile.site`,
      why,
      source:
        'Go: https://go.dev/ref/mod; GoReleaser; Mix; Rebar; Swift Package Manager; Xcode; Dart build_runner; dune; Cabal; Stack; hie-bios; Nim; dub; Perl; LuaRocks; Julia; R',
    },
    {
      paths: `
        dockerfile dockerfile.* *.dockerfile containerfile containerfile.* docker-compose*.y*ml compose.y*ml
        compose.*.y*ml docker-bake.* skaffold.yaml tiltfile garden.yml devspace.yaml helmfile.y*ml
        chart.yaml kustomization.y*ml werf.yaml`,
      why: 'Runs when somebody builds or starts the project’s containers',
      source:
        'Docker: https://docs.docker.com/reference/dockerfile/ and https://docs.docker.com/reference/compose-file/; Skaffold; Tilt: https://docs.tilt.dev; Helm; Kustomize',
    },
    {
      paths: `
        *.tf *.tfvars *.tf.json .terraformrc terraform.rc terragrunt.hcl *.hcl pulumi.yaml pulumi.*.yaml
        serverless.y*ml serverless.* samconfig.toml cdk.json ansible.cfg .ansible/ nomad.hcl`,
      why: 'Runs when somebody deploys the project',
      source:
        'Terraform: https://developer.hashicorp.com/terraform/language/resources/provisioners/local-exec; Pulumi; Serverless; AWS CDK: https://docs.aws.amazon.com/cdk/v2/guide/cli.html; Ansible: https://docs.ansible.com/ansible/latest/reference_appendices/config.html',
    },
  ],
};
