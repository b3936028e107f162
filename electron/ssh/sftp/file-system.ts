/** Size and use of a file system, in the units of `statvfs(3)`. */
export interface FileSystem {
  blockBytes: bigint;
  fragmentBytes: bigint;
  blocks: bigint;
  freeBlocks: bigint;
  availableBlocks: bigint;
  files: bigint;
  freeFiles: bigint;
  id: bigint;
  longestName: bigint;
  isReadOnly: boolean;
  ignoresSetuid: boolean;
}

/** For `stat -f`. */
export const FILE_SYSTEM_FORMAT = '%s %S %b %f %a %c %d %i %l';

/** Reads a line of `stat -f`, a path without links, and the kernel's table of mounts. */
export function parseFileSystem(text: string): FileSystem | undefined {
  const [line = '', path = '', ...mounts] = text.split('\n');
  const match =
    /^(\d{1,19}) (\d{1,19}) (\d{1,20}) (\d{1,20}) (\d{1,20}) (\d{1,20}) (\d{1,20}) ([0-9a-f]{1,16}) (\d{1,9}|\?)$/.exec(
      line,
    );
  if (!match) return undefined;
  const number = (index: number) => BigInt(match[index] ?? 0);
  const options = optionsOf(mounts, path);
  return {
    blockBytes: number(1),
    fragmentBytes: number(2),
    blocks: number(3),
    freeBlocks: number(4),
    availableBlocks: number(5),
    files: number(6),
    freeFiles: number(7),
    id: BigInt(`0x${match[8]}`),
    longestName: match[9] === '?' ? 255n : number(9),
    isReadOnly: options.includes('ro'),
    ignoresSetuid: options.includes('nosuid'),
  };
}

/** The numbers of `statvfs@openssh.com`. */
export function fileSystemNumbers(fileSystem: FileSystem): bigint[] {
  const { blockBytes, fragmentBytes, blocks, freeBlocks, availableBlocks, files, freeFiles, id } = fileSystem;
  const flags = (fileSystem.isReadOnly ? 1n : 0n) | (fileSystem.ignoresSetuid ? 2n : 0n);
  const sizes = [blockBytes, fragmentBytes, blocks, freeBlocks, availableBlocks];
  return [...sizes, files, freeFiles, freeFiles, id, flags, fileSystem.longestName];
}

/** The options of the last mount that the path is in. */
function optionsOf(mounts: readonly string[], path: string): string[] {
  let longest = '';
  let found: string[] = [];
  for (const mount of mounts) {
    const [, escaped = '', , options = ''] = mount.split(' ');
    const point = escaped.replace(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    const holds = point === '/' || path === point || path.startsWith(`${point}/`);
    if (!holds || point.length < longest.length) continue;
    longest = point;
    found = options.split(',');
  }
  return found;
}
