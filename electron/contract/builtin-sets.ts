import { BUILTIN_BINDINGS } from './builtin-bindings.ts';
import type { EgressSet } from './egress-sets.ts';

const BEDROCK_HOSTS = BUILTIN_BINDINGS.find(({ id }) => id === 'bedrock')?.hosts ?? [];

/** One set: its purpose, and the hosts of its allow rules. */
function set(id: string, name: string, description: string, hosts: readonly string[]): EgressSet {
  return { id, name, description, rules: hosts.map((host) => ({ effect: 'allow', host })) };
}

/**
 * Sets that come with the app. Hosts are exact where any user can publish under a wildcard (storage buckets, user
 * pages), so that a set gives stolen data no way out.
 * Sources: each registry's and provider's own documentation of its end points.
 */
export const BUILTIN_SETS: readonly EgressSet[] = [
  set('npm', 'npm', 'JavaScript packages: npm, pnpm and Yarn.', [
    'registry.npmjs.org',
    'registry.yarnpkg.com',
    'repo.yarnpkg.com',
    'nodejs.org',
  ]),
  set('pypi', 'PyPI', 'Python packages: pip, uv and Poetry.', ['pypi.org', 'files.pythonhosted.org']),
  set('crates', 'crates.io', 'Rust crates, and rustup’s toolchains.', [
    'crates.io',
    'index.crates.io',
    'static.crates.io',
    'static.rust-lang.org',
    'sh.rustup.rs',
  ]),
  set('go', 'Go modules', 'The Go module proxy, its checksums and toolchains.', [
    'proxy.golang.org',
    'sum.golang.org',
    'go.dev',
    'dl.google.com',
  ]),
  set('maven', 'Maven and Gradle', 'Java and Kotlin packages, and Gradle itself.', [
    'repo.maven.apache.org',
    'repo1.maven.org',
    'plugins.gradle.org',
    'plugins-artifacts.gradle.org',
    'services.gradle.org',
    'downloads.gradle.org',
    'dl.google.com',
  ]),
  set('rubygems', 'RubyGems', 'Ruby gems and Bundler.', ['rubygems.org', 'index.rubygems.org']),
  set('nuget', 'NuGet', '.NET packages.', ['api.nuget.org', 'globalcdn.nuget.org']),
  set('packagist', 'Packagist', 'PHP packages: Composer’s index. The packages themselves come from GitHub.', [
    'packagist.org',
    'repo.packagist.org',
    'getcomposer.org',
  ]),
  set('hex', 'Hex', 'Elixir and Erlang packages.', ['hex.pm', 'repo.hex.pm', 'builds.hex.pm']),
  set('github', 'GitHub', 'Git over HTTPS, the API, releases, raw files and container images.', [
    'github.com',
    'api.github.com',
    'codeload.github.com',
    'raw.githubusercontent.com',
    'objects.githubusercontent.com',
    'release-assets.githubusercontent.com',
    'github-releases.githubusercontent.com',
    'uploads.github.com',
    'ghcr.io',
    'pkg-containers.githubusercontent.com',
  ]),
  set('gitlab', 'GitLab', 'Git over HTTPS, the API and the registry of gitlab.com.', [
    'gitlab.com',
    'registry.gitlab.com',
    'packages.gitlab.com',
  ]),
  set('anthropic', 'Anthropic', 'The Claude API, and Claude Code’s sign-in and updates.', [
    'api.anthropic.com',
    'console.anthropic.com',
    'platform.claude.com',
    'claude.ai',
    'downloads.claude.ai',
  ]),
  set('openai', 'OpenAI', 'The OpenAI API, and Codex’s sign-in.', [
    'api.openai.com',
    'auth.openai.com',
    'chatgpt.com',
  ]),
  set('google', 'Google AI', 'The Gemini API, Vertex AI, and the Gemini CLI’s sign-in.', [
    'generativelanguage.googleapis.com',
    'aiplatform.googleapis.com',
    'cloudcode-pa.googleapis.com',
    'oauth2.googleapis.com',
    'accounts.google.com',
  ]),
  set('mistral', 'Mistral', 'The Mistral and Codestral APIs.', ['api.mistral.ai', 'codestral.mistral.ai']),
  set('xai', 'xAI', 'The Grok API.', ['api.x.ai']),
  set('openrouter', 'OpenRouter', 'The OpenRouter API.', ['openrouter.ai']),
  set('bedrock', 'Amazon Bedrock', 'Model calls and lists in the regions that have Bedrock.', BEDROCK_HOSTS),
  set('debian', 'Debian packages', 'apt on Debian.', [
    'deb.debian.org',
    'security.debian.org',
    'ftp.debian.org',
    'cdn-fastly.deb.debian.org',
    'snapshot.debian.org',
  ]),
  set('ubuntu', 'Ubuntu packages', 'apt on Ubuntu.', [
    'archive.ubuntu.com',
    'security.ubuntu.com',
    'ports.ubuntu.com',
    'keyserver.ubuntu.com',
  ]),
  set('alpine', 'Alpine packages', 'apk on Alpine.', ['dl-cdn.alpinelinux.org']),
  set('fedora', 'Fedora packages', 'dnf on Fedora. Its mirrors are many: add the one that dnf names.', [
    'mirrors.fedoraproject.org',
    'dl.fedoraproject.org',
    'download.fedoraproject.org',
    'fedoraproject.org',
  ]),
  // https://code.visualstudio.com/docs/setup/network#_common-hostnames. Of that list “*.gallery.vsassets.io” and
  // “*.gallerycdn.vsassets.io” are left out: extensions have a host for each publisher, and anybody can be one.
  set(
    'vscode-server',
    'VS Code server',
    'The server that VS Code starts over SSH, and the index of extensions.',
    [
      'update.code.visualstudio.com',
      'vscode.download.prss.microsoft.com',
      'main.vscode-cdn.net',
      'marketplace.visualstudio.com',
    ],
  ),
  // https://cursor.com/docs/enterprise/network-configuration (“client updates and downloading extensions”)
  set('cursor-server', 'Cursor server', 'The server that Cursor starts over SSH, and its extensions.', [
    'downloads.cursor.com',
    'anysphere-binaries.s3.us-east-1.amazonaws.com',
    'cursor-cdn.com',
    'marketplace.cursorapi.com',
  ]),
  // https://github.com/zed-industries/zed: crates/auto_update (cloud.zed.dev answers where a release is) and
  // crates/http_client. The releases are GitHub's, so that the download needs the set “github” as well.
  set(
    'zed-server',
    'Zed server',
    'Where the server that Zed starts over SSH is found; it comes from GitHub.',
    ['zed.dev', 'cloud.zed.dev', 'api.zed.dev'],
  ),
  // The vendor lists no hosts: the first three are asked for products, files and plugins, and lead to the other two.
  set(
    'jetbrains-server',
    'JetBrains backend',
    'The IDE that JetBrains Gateway installs over SSH, and plugins.',
    [
      'data.services.jetbrains.com',
      'download.jetbrains.com',
      'plugins.jetbrains.com',
      'download-cdn.jetbrains.com',
      'downloads.marketplace.jetbrains.com',
    ],
  ),
  set('docs', 'Documentation sites', 'Reference documentation of languages and libraries, for reading.', [
    'developer.mozilla.org',
    'docs.python.org',
    'nodejs.org',
    'www.typescriptlang.org',
    'react.dev',
    'docs.rs',
    'doc.rust-lang.org',
    'pkg.go.dev',
    'go.dev',
    'docs.oracle.com',
    'kotlinlang.org',
    'ruby-doc.org',
    'docs.ruby-lang.org',
    'www.php.net',
    'learn.microsoft.com',
    'docs.docker.com',
    'docs.github.com',
    'docs.gitlab.com',
    'stackoverflow.com',
  ]),
];
