import { posix } from 'node:path';
import { type ChangeStatus, type EntryKind, LARGE_FILE_BYTES, type Risk } from '../../contract/changes.ts';
import { formatBytes } from '../../contract/sizes.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { LinkEnd } from './link-end.ts';
import { plainName } from './plain-name.ts';
import { risksOfPath } from './risk-patterns/all.ts';

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
  /** Where a symlink ends when the system follows it through the agent's other links. */
  leads?: LinkEnd | undefined;
  /** Whether git takes a folder that it is in for a repository. */
  inRepository?: boolean | undefined;
}

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

/** Every risk of a change that a person should review. A deletion is a risk only where it removes a check. */
export function risksOf(subject: RiskSubject): Risk[] {
  const path = plainPath(subject.path);
  const isFolder = subject.kind === 'folder' || subject.kind === 'submodule';
  const risks: Risk[] = risksOfPath(isFolder ? `${path}/` : path);
  if (subject.inRepository) {
    risks.push({
      kind: 'git-config',
      detail: 'In a folder that git takes for a repository: its settings run programs',
    });
  }
  if (subject.kind === 'submodule' || subject.oldKind === 'submodule') {
    risks.push({ kind: 'submodule', detail: 'Another repository inside this one' });
  }
  if (subject.status === 'deleted') return once(risks);
  const program = executableRisk(subject, path);
  if (program) risks.push(program);
  const link = subject.kind === 'symlink' ? linkRisk(linkEnd(subject), subject.target) : undefined;
  if (link) risks.push(link);
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
  const isNew = ['added', 'ignored', 'renamed'].includes(subject.status);
  if (isNew && subject.magic && isProgram(subject.magic))
    return { kind: 'executable', detail: 'A new program' };
  if (isNew && PROGRAM_NAMES.test(path)) return { kind: 'executable', detail: 'A new program, by its name' };
  return undefined;
}

function isProgram(magic: Uint8Array): boolean {
  const hex = Buffer.from(magic).toString('hex');
  return PROGRAM_MAGIC.some((start) => hex.startsWith(start));
}

/** As any file system takes the names: macOS and Windows drop some characters and do not tell cases apart. */
function plainPath(path: string): string {
  return path.split('/').map(plainName).join('/');
}

/** The end that following the link told, unless the words of its target alone say that it leads outside. */
function linkEnd({ path, target = '', leads = 'inside' }: RiskSubject): LinkEnd {
  return leadsOutside(path, target) ? 'outside' : leads;
}

export function linkRisk(end: LinkEnd, target = 'nowhere'): Risk | undefined {
  switch (end) {
    case 'inside':
      return undefined;
    case 'outside':
      return { kind: 'symlink-outside', detail: `Leads out of the folder, to ${target}` };
    case 'git':
      return { kind: 'git-config', detail: `Leads to what belongs to git, ${target}` };
    default:
      return assertNever(end);
  }
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
