/** A login in an address: a password, or a user name that is as long as a token. */
export const LOGIN_IN_ADDRESS =
  /\b(?:[a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/"@:]*:[^\s/"@]+|(?<=https?:\/\/)[^\s/"@:]{20,})@/i;

/** A setting of git that is a password or a token itself, of mail or of a host's own tool. */
export const SECRET_SETTING =
  /^[ \t]*(?:smtp|imap|oauth)?(?:pass|password|passwd|token|secret)[ \t]*=[ \t]*\S/im;

const GIT_SETTINGS = [LOGIN_IN_ADDRESS, /extraheader[ \t]*=/i, /password=/i, SECRET_SETTING];

/** "token = value" and the like, with a value that is neither empty nor a reference to a variable. */
const ASSIGNED =
  /^(?![ \t]*[#;!])[^=:\n#]*(?:token|password|passwd|secret|api[_.-]?key|access[_.-]?key|auth[_.-]?key|private[_.-]?key)["']?[ \t]*[=:][ \t]*["']?(?!["'\s]|\$\{|\$\(|env\()\S/im;

/** Files that hold tokens only sometimes, and what a token looks like there. */
export const TOKEN_FILES: readonly { path: RegExp; contents: readonly RegExp[] }[] = [
  // Packages.
  { path: /(^|\/)(\.npmrc|pnpm\/rc)$/, contents: [/(?:_authToken|_auth|_password)[ \t]*=[ \t]*(?!\$\{)\S/] },
  {
    path: /(^|\/)\.yarnrc(\.yml)?$/,
    contents: [/npmAuth(?:Token|Ident)[ \t]*:[ \t]*["']?(?!\$\{)\S/, /_authToken["']?[ \t]+\S/],
  },
  { path: /(^|\/)bunfig\.toml$/, contents: [/token[ \t]*=[ \t]*["'](?!\$)\S/, LOGIN_IN_ADDRESS] },
  { path: /(^|\/)\.pypirc$/, contents: [/^[ \t]*password[ \t]*[=:][ \t]*\S/m] },
  { path: /(^|\/)(pip\.(conf|ini)|\.condarc|uv\.toml)$/, contents: [LOGIN_IN_ADDRESS] },
  { path: /(^|\/)pypoetry\/auth\.toml$/, contents: [ASSIGNED] },
  { path: /(^|\/)\.cargo\/credentials(\.toml)?$/, contents: [/token[ \t]*=[ \t]*["']\S/] },
  { path: /(^|\/)nuget\.config$/i, contents: [/ClearTextPassword|<add key="Password"/i] },
  { path: /(^|\/)(gradle|local)\.properties$/, contents: [ASSIGNED] },
  {
    path: /(^|\/)settings(-security)?\.xml$/,
    contents: [/<(?:password|passphrase|privateKey|master)>\s*(?!\$\{)[^<\s]/],
  },
  {
    path: /(^|\/)(\.gem\/credentials|\.bundle\/config)$/,
    contents: [/_api_key:[ \t]*\S/, /^BUNDLE_\S*:[ \t]*["']?[^\s:"']+:[^\s:"']+/m],
  },
  {
    path: /(^|\/)auth\.json$/,
    contents: [/"(?:password|github-oauth|gitlab-token|bearer|token|access_token|refresh_token)"\s*:\s*[{"]/],
  },
  // Containers and machines.
  {
    path: /(^|\/)(\.docker\/config\.json|\.dockercfg|containers\/auth\.json)$/,
    contents: [/"(?:auth|identitytoken|registrytoken|password)"\s*:\s*"[^"]/],
  },
  {
    path: /(^|\/)(\.kube\/config|[^/]*kubeconfig[^/]*)$/i,
    contents: [
      /client-key-data"?:[ \t]*"?\S/,
      /^[\s-]*"?(?:token|password|id-token|refresh-token|access-token)"?:[ \t]*"?[^\s"]/m,
    ],
  },
  {
    path: /(^|\/)(\.terraformrc|terraform\.rc|credentials\.tfrc\.json)$/,
    contents: [/"?token"?[ \t]*[=:][ \t]*"[^"$]/],
  },
  { path: /\.tfvars(\.json)?$/, contents: [ASSIGNED] },
  {
    path: /(^|\/)(\.s3cfg|\.boto|\.sentryclirc|\.vault-token|ngrok\.yml)$/,
    contents: [ASSIGNED, /^(?:hv)?s\.\S{16,}/, /authtoken:[ \t]*\S/],
  },
  { path: /(^|\/)application_default_credentials\.json$/, contents: [/"refresh_token"/] },
  {
    path: /(^|\/)(gh\/hosts\.yml|\.config\/hub|glab-cli\/config\.yml)$/,
    contents: [/(?:oauth_)?token:[ \t]*\S/],
  },
  { path: /[^/]\.env$/, contents: [ASSIGNED, LOGIN_IN_ADDRESS] },
  // git, with what its settings include from beside them. What git writes itself is never covered.
  { path: /(^|\/)\.git\/((modules|worktrees)\/.*\/)?config(\.worktree)?$/, contents: GIT_SETTINGS },
  {
    path: /(^|\/)(\.git\/(?!(?:index|packed-refs|shallow|config)$)[a-z][^/]*|\.gitconfig[^/]*)$/,
    contents: GIT_SETTINGS,
  },
];
