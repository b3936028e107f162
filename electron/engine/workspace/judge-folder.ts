import { posix } from 'node:path';

export type FolderVerdict =
  | { kind: 'fine' }
  /** Always refused, because an agent there would control the host. */
  | { kind: 'refused'; reason: string }
  /** Allowed if the person confirms the reason. */
  | { kind: 'confirm'; reason: string };

/** Matches folders of the system. macOS keeps /etc, /tmp and /var under /private. */
const SYSTEM =
  /^(\/private)?\/(bin|boot|dev|etc|lib|lib32|lib64|libx32|proc|run|sbin|sys|System|var\/run|var\/lib|var\/spool|usr)(\/|$)/;

const WINDOWS_SYSTEM = /^[A-Za-z]:\/(Windows|Program Files|Program Files \(x86\)|ProgramData)(\/|$)/i;

/** Folders of a home with keys, tokens and logins of other programs. */
const CREDENTIALS = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.config/gcloud',
  '.config/gh',
  '.config/op',
  '.config/google-chrome',
  '.config/chromium',
  '.local/share/keyrings',
  '.password-store',
  '.mozilla',
  '.thunderbird',
  '.claude',
  '.codex',
  '.gemini',
  'Library/Keychains',
  'Library/Application Support/Google/Chrome',
  'Library/Application Support/Firefox',
];

/** Normalises a path: no `..`, no slash at the end, Windows paths with `/`. */
function plain(path: string): string {
  const posixPath = /^[A-Za-z]:\\/.test(path) ? path.replaceAll('\\', '/') : path;
  return posix.normalize(posixPath).replace(/(?<=.)\/$/, '');
}

const contains = (folder: string, path: string) =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

/**
 * Judges whether an agent may have a folder of this machine. Pure: call it with the typed path and with its real path,
 * and use the stricter result. Otherwise an agent could read keys, or use the engine's socket to control the host.
 */
export function judgeFolder(
  folder: string,
  place: { home: string; engineSockets: readonly string[] },
): FolderVerdict {
  const path = plain(folder);
  const home = plain(place.home);
  if (path === '/' || /^[A-Za-z]:$/.test(path))
    return { kind: 'refused', reason: 'It is the whole file system of this machine.' };
  if (place.engineSockets.some((socket) => contains(path, plain(socket)))) {
    return {
      kind: 'refused',
      reason: 'The engine’s socket is in it: whoever reaches that controls this whole machine.',
    };
  }
  if (path !== home && contains(path, home)) {
    return { kind: 'refused', reason: 'Home folders are in it, with everybody’s keys and logins.' };
  }
  if (WINDOWS_SYSTEM.test(path)) return { kind: 'refused', reason: 'It belongs to Windows.' };
  if (SYSTEM.test(path) || path === '/var' || path === '/private' || (path === '/root' && home !== '/root')) {
    return { kind: 'refused', reason: 'It belongs to the operating system.' };
  }
  const credentials = CREDENTIALS.map((name) => posix.join(home, name));
  const held = credentials.find((credential) => contains(credential, path));
  if (held) return { kind: 'refused', reason: `Keys or logins are kept in ${held}.` };
  if (path === home) {
    return {
      kind: 'confirm',
      reason:
        'It is your whole home folder: the agent could read your keys and logins, and change every file.',
    };
  }
  const inside = credentials.filter((credential) => contains(path, credential));
  if (inside.length > 0) {
    return { kind: 'confirm', reason: `The agent could read the keys or logins kept in ${inside[0]}.` };
  }
  return { kind: 'fine' };
}
