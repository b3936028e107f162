import type { HostFolder } from '../../../electron/contract/agent-spec.ts';

/** Every agent has its workspace here. */
const WORKSPACE = '/workspace';
/** What a terminal would obey, or what would look like another name. */
const UNTYPABLE = /[\p{C}\p{Zl}\p{Zp}]/u;
const WINDOWS_DRIVE = /^[a-z]:\//i;

/**
 * The agent's path of a file of the host; undefined for one that is not in its workspace, that it sees empty, or whose
 * path cannot be typed.
 */
export function pathInAgent(
  hostPath: string,
  { path: folder, masks }: Pick<HostFolder, 'path' | 'masks'>,
): string | undefined {
  const file = normal(hostPath);
  const root = normal(folder).replace(/\/+$/, '');
  if (file === root) return WORKSPACE;
  if (!file.startsWith(`${root}/`)) return undefined;
  const relative = file.slice(root.length + 1);
  const isMasked = masks.some((mask) => relative === mask || relative.startsWith(`${mask}/`));
  return isMasked || UNTYPABLE.test(relative) ? undefined : `${WORKSPACE}/${relative}`;
}

/** Windows writes backslashes, and does not tell upper from lower case. */
function normal(path: string): string {
  const plain = path.replaceAll('\\', '/');
  return WINDOWS_DRIVE.test(plain) ? plain.toLowerCase() : path;
}

/** A file system's names have 255 bytes at most; a number and a suffix come on top. */
const MAXIMUM_STEM_BYTES = 180;

/** A file name without what a terminal would obey, in two parts: a number may come between them. */
export function safeName(name: string): { stem: string; suffix: string } {
  const safe = [...name].map((each) => (each === '/' || UNTYPABLE.test(each) ? '_' : each)).join('');
  const { stem = '', suffix = '' } = /^(?<stem>.+?)(?<suffix>\.[^.]{1,15})?$/u.exec(safe)?.groups ?? {};
  return { stem: /^\.*$/.test(stem) ? 'file' : shortened(stem), suffix };
}

function shortened(stem: string): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let short = '';
  for (const character of stem) {
    bytes += encoder.encode(character).length;
    if (bytes > MAXIMUM_STEM_BYTES) return short;
    short += character;
  }
  return short;
}

/** The name of an image from the clipboard: "image-20261127-143005.png". */
export function imageName(now: Date): string {
  const digits = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(digits).join('');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(digits).join('');
  return `image-${day}-${time}.png`;
}
