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

/** Letters of the types of files, by the upper bits of a mode. `find` has `f` for a regular file, `ls` has `-`. */
const TYPES: ReadonlyMap<number, string> = new Map([
  [0o04, 'd'],
  [0o12, 'l'],
  [0o01, 'p'],
  [0o02, 'c'],
  [0o06, 'b'],
  [0o14, 's'],
  [0o10, 'f'],
]);

/** Parses a line that `stat` or `find` printed (see attribute-scripts.ts); undefined if it is something else. */
export function parseAttributes(line: string): FileAttributes | undefined {
  const match =
    /^(?:([0-9a-f]{1,8})|([a-zA-Z]) ([0-7]{1,4})) (\d+) (\d+) (\d+) -?(\d+)(?:\.\d+)? -?(\d+)(?:\.\d+)?$/.exec(
      line.trim(),
    );
  if (!match) return undefined;
  const [, hexadecimal, letter, permissions = ''] = match;
  const [size = 0, uid = 0, gid = 0, atime = 0, mtime = 0] = match.slice(4).map(Number);
  const mode =
    hexadecimal === undefined
      ? (typeOf(letter) << 12) | Number.parseInt(permissions, 8)
      : Number.parseInt(hexadecimal, 16);
  return { mode, size, uid, gid, atime: atime >>> 0, mtime: mtime >>> 0 };
}

function typeOf(letter: string | undefined): number {
  for (const [type, each] of TYPES) if (each === letter) return type;
  return 0;
}

/** Parses entries of a list, whose names begin with `./` and end with `//`: no name holds a slash. */
export function parseList(output: string): DirectoryEntry[] {
  return [...output.matchAll(/\.\/([^/]+)\/\/([^\n/]*)\n/g)].flatMap(([, name = '', line = '']) => {
    const attributes = parseAttributes(line);
    return attributes ? [{ name, attributes }] : [];
  });
}

/** The line that `ls -l` of a client shows. */
export function longName({ name, attributes }: DirectoryEntry): string {
  const { mode, uid, gid, size, mtime } = attributes;
  const bits = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x'];
  const permissions = bits.map((bit, index) => ((mode >> (8 - index)) & 1 ? bit : '-')).join('');
  const date = new Date(mtime * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const owner = `${String(uid).padEnd(8)} ${String(gid).padEnd(8)}`;
  return `${TYPES.get(mode >> 12)?.replace('f', '-') ?? '-'}${permissions}    1 ${owner} ${String(size).padStart(10)} ${date} ${name}`;
}
