/** What `stat` prints of a file: type and permissions, size, owner, group, times of access and change. */
export const STAT_FORMAT = '%f %s %u %g %X %Y';

/** A file's attributes; times in seconds since the epoch. `mode` includes the file's type. */
export interface FileAttributes {
  mode: number;
  size: number;
  uid: number;
  gid: number;
  atime: number;
  mtime: number;
}

/** Attributes that a client asks for. */
export type RequestedAttributes = Partial<FileAttributes>;

export interface DirectoryEntry {
  name: string;
  attributes: FileAttributes;
}

/** Parses a line in `STAT_FORMAT`; undefined if it is something else. */
export function parseAttributes(line: string): FileAttributes | undefined {
  const match = /^([0-9a-f]{1,8}) (\d+) (\d+) (\d+) -?(\d+) -?(\d+)$/i.exec(line.trim());
  if (!match) return undefined;
  const [mode = 0, size = 0, uid = 0, gid = 0, atime = 0, mtime = 0] = match
    .slice(1)
    .map((text, index) => Number.parseInt(text, index === 0 ? 16 : 10));
  return { mode, size, uid, gid, atime: atime >>> 0, mtime: mtime >>> 0 };
}

/** Format of an entry of a list. No name holds a slash, so `//` ends it, whatever else it holds. */
export const LIST_FORMAT = `%n//${STAT_FORMAT}`;

/** Parses entries in `LIST_FORMAT`, whose names begin with `./`. */
export function parseList(output: string): DirectoryEntry[] {
  return [...output.matchAll(/\.\/([^/]+)\/\/([^\n/]*)\n/g)].flatMap(([, name = '', line = '']) => {
    const attributes = parseAttributes(line);
    return attributes ? [{ name, attributes }] : [];
  });
}

const TYPES: Readonly<Record<number, string>> = {
  4: 'd',
  9: 'l',
  1: 'p',
  2: 'c',
  6: 'b',
  11: 's',
};

/** The line that `ls -l` of a client shows. */
export function longName({ name, attributes }: DirectoryEntry): string {
  const { mode, uid, gid, size, mtime } = attributes;
  const bits = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x'];
  const permissions = bits.map((bit, index) => ((mode >> (8 - index)) & 1 ? bit : '-')).join('');
  const date = new Date(mtime * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const owner = `${String(uid).padEnd(8)} ${String(gid).padEnd(8)}`;
  return `${TYPES[mode >> 12] ?? '-'}${permissions}    1 ${owner} ${String(size).padStart(10)} ${date} ${name}`;
}
