import { posix } from 'node:path';
import {
  type ChangeStatus,
  type EntryKind,
  LARGE_FILE_BYTES,
  type Risk,
  type RiskKind,
} from '../../contract/changes.ts';
import { formatBytes } from '../../contract/sizes.ts';

/** What is known of a changed entry before its content is read. */
export interface RiskSubject {
  path: string;
  status: ChangeStatus;
  kind: EntryKind;
  oldKind?: EntryKind | undefined;
  executable?: boolean | undefined;
  oldExecutable?: boolean | undefined;
  sizeBytes?: number | undefined;
  target?: string | undefined;
  /** The first bytes of a new file that is no text. */
  magic?: Uint8Array | undefined;
}

/** By where a file is. Compared without case: macOS and Windows do not tell cases apart. */
const byPath: readonly { kind: RiskKind; pattern: RegExp; detail: string }[] = [
  {
    kind: 'git-hook',
    pattern:
      /(^|\/)(\.git\/hooks|\.husky|\.githooks)\/|(^|\/)(\.?lefthook(-local)?\.ya?ml|\.pre-commit-config\.yaml)$/,
    detail: 'Runs when somebody uses git here',
  },
  { kind: 'git-config', pattern: /(^|\/)\.git\/|(^|\/)\.gitconfig$/, detail: 'Can make git run programs' },
  {
    kind: 'ci',
    pattern:
      /(^|\/)\.(github|gitea|forgejo)\/(workflows|actions)\/|(^|\/)\.(circleci|buildkite|woodpecker)\/|(^|\/)(\.gitlab-ci\.ya?ml|\.travis\.yml|\.drone\.yml|\.woodpecker\.ya?ml|appveyor\.yml|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|cloudbuild\.ya?ml|jenkinsfile)$/,
    detail: 'Runs in continuous integration, often with its secrets',
  },
  {
    kind: 'editor-task',
    pattern:
      /(^|\/)\.(vscode|idea|fleet|zed|devcontainer|run)\/|\.code-workspace$|(^|\/)(\.nvim\.lua|\.exrc|\.vimrc|\.dir-locals\.el|\.devcontainer\.json)$/,
    detail: 'Can run when the folder is opened in an editor',
  },
  {
    kind: 'shell-startup',
    pattern:
      /(^|\/)\.(bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout|kshrc|cshrc|tcshrc|login|envrc|inputrc|xprofile|xinitrc)$|(^|\/)(config\.fish|fish\/conf\.d\/[^/]+|\.?mise\.toml)$|^etc\/(profile|bash\.bashrc|environment)$|^etc\/profile\.d\//,
    detail: 'Runs when a shell starts or enters the folder',
  },
  {
    kind: 'build-script',
    pattern:
      /(^|\/)(setup\.py|build\.rs|\.npmrc|\.yarnrc|\.yarnrc\.yml|\.pnpmfile\.c?js|binding\.gyp|\.bazelrc|sitecustomize\.py|conftest\.py)$|\.pth$/,
    detail: 'Runs when dependencies are installed or the project is built',
  },
  {
    kind: 'agent-instructions',
    pattern:
      /(^|\/)\.(claude|cursor|gemini|codex|windsurf|opencode)\/|(^|\/)(\.mcp\.json|claude\.md|agents\.md|gemini\.md|\.cursorrules|\.windsurfrules|opencode\.jsonc?|copilot-instructions\.md)$/,
    detail: 'Tells coding agents what to do, also those outside of a sandbox',
  },
  {
    kind: 'submodule',
    pattern: /(^|\/)\.gitmodules$/,
    detail: 'Names other repositories that git will fetch',
  },
];

const PROGRAM_NAMES = /\.(exe|dll|bat|cmd|ps1|scr|msi|com|command|desktop|lnk|jar|vbs|so|dylib|node)$/;

/** The first bytes of ELF, Windows, Mach-O (both orders, both widths, fat) and WebAssembly programs. */
const PROGRAM_MAGIC = [
  '7f454c46',
  '4d5a',
  'feedface',
  'feedfacf',
  'cefaedfe',
  'cffaedfe',
  'cafebabe',
  '0061736d',
];

/** Everything about a change that wants a person's eyes. A deletion is one only where it takes a check away. */
export function risksOf(subject: RiskSubject): Risk[] {
  const path = subject.path.toLowerCase();
  const risks: Risk[] = byPath
    .filter(({ pattern }) => pattern.test(path))
    .map(({ kind, detail }) => ({ kind, detail }));
  if (subject.kind === 'submodule' || subject.oldKind === 'submodule') {
    risks.push({ kind: 'submodule', detail: 'Another repository inside this one' });
  }
  if (subject.status === 'deleted') return once(risks);
  const program = executableRisk(subject, path);
  if (program) risks.push(program);
  if (subject.kind === 'symlink' && leadsOutside(subject.path, subject.target ?? '')) {
    risks.push({
      kind: 'symlink-outside',
      detail: `Leads out of the folder, to ${subject.target ?? 'nowhere'}`,
    });
  }
  if ((subject.sizeBytes ?? 0) >= LARGE_FILE_BYTES) {
    risks.push({ kind: 'large-file', detail: formatBytes(subject.sizeBytes ?? 0) });
  }
  return once(risks);
}

function executableRisk(subject: RiskSubject, path: string): Risk | undefined {
  if (subject.kind !== 'file') return undefined;
  if (subject.executable && !subject.oldExecutable) {
    return { kind: 'executable', detail: 'May now be run as a program' };
  }
  const isNew = subject.status === 'added' || subject.status === 'ignored';
  if (isNew && subject.magic && isProgram(subject.magic))
    return { kind: 'executable', detail: 'A new program' };
  if (isNew && PROGRAM_NAMES.test(path)) return { kind: 'executable', detail: 'A new program, by its name' };
  return undefined;
}

function isProgram(magic: Uint8Array): boolean {
  const hex = Buffer.from(magic).toString('hex');
  return PROGRAM_MAGIC.some((start) => hex.startsWith(start));
}

/** Whether a symlink at `path` points anywhere but into the folder that `path` is relative to. */
export function leadsOutside(path: string, target: string): boolean {
  if (target === '' || posix.isAbsolute(target) || /^[a-z]:|\\/i.test(target)) return true;
  const end = posix.normalize(posix.join(posix.dirname(path), target));
  return end === '..' || end.startsWith('../');
}

function once(risks: Risk[]): Risk[] {
  return risks.filter(({ kind }, index) => risks.findIndex((other) => other.kind === kind) === index);
}
