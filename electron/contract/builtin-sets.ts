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
  set('vscode-server', 'VS Code server', 'The server that VS Code starts over SSH, and its extensions.', [
    'update.code.visualstudio.com',
    'vscode.download.prss.microsoft.com',
    'main.vscode-cdn.net',
    'marketplace.visualstudio.com',
  ]),
  set('cursor-server', 'Cursor server', 'The server that Cursor starts over SSH, and its extensions.', [
    'downloads.cursor.com',
    'cursor.blob.core.windows.net',
    'marketplace.cursorapi.com',
  ]),
  set('zed-server', 'Zed server', 'The server that Zed starts over SSH.', [
    'zed.dev',
    'cloud.zed.dev',
    'api.zed.dev',
  ]),
  set(
    'jetbrains-server',
    'JetBrains backend',
    'The IDE that JetBrains Gateway installs over SSH, and plugins.',
    [
      'download.jetbrains.com',
      'download-cdn.jetbrains.com',
      'data.services.jetbrains.com',
      'plugins.jetbrains.com',
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
