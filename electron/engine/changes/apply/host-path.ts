import { isGitName } from '../plain-name.ts';

/** Names that Windows gives to devices, or cannot end with. */
const WINDOWS_RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|[<>:"|?*\\]|[. ]$/i;

/**
 * Why a path that an agent chose is never written, whatever it holds; undefined when it may be. Pure. Anything named
 * `.git`, in every spelling that a file system takes for it, belongs to git: its settings and hooks run programs.
 */
export function refusal(path: string, platform: NodeJS.Platform): string | undefined {
  const parts = path.split('/');
  if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'Its name leads out of the folder.';
  }
  if (parts.some(isGitName)) return 'It is inside “.git”, where settings and hooks run programs.';
  if (platform === 'win32' && parts.some((part) => WINDOWS_RESERVED.test(part))) {
    return 'Windows cannot have a file of this name.';
  }
  if (platform !== 'linux' && /[\udc80-\udcff]/.test(path)) {
    return 'Its name is no valid text, which this system cannot store.';
  }
  return undefined;
}
