/** Fields of a tar header. Names are bytes. */
export interface TarHeader {
  type: 'file' | 'directory' | 'symlink';
  name: Buffer;
  /** Permission bits. */
  mode: number;
  sizeBytes: number;
  /** Seconds since the epoch. */
  modifiedAt: number;
  /** Numbers of the owner; root when absent. */
  owner?: { uid: number; gid: number };
  target?: Buffer;
  /** Parts of the file that contain data, in order; the rest are holes. Absent: the whole file is data. */
  data?: readonly { offset: number; length: number }[];
}

const BLOCK = 512;
const NAME_BYTES = 100;
const TYPES = {
  file: '0',
  directory: '5',
  symlink: '2',
  sparse: 'S',
  longName: 'L',
  longTarget: 'K',
} as const;
/** A GNU sparse header holds 4 parts; each further block holds 21. */
const PARTS_IN_HEADER = 4;
const PARTS_IN_BLOCK = 21;
const PART_BYTES = 24;

/**
 * Builds one entry's header blocks in GNU's format, because it allows names of any bytes and length, sizes of any size,
 * and holes (tar(5), "GNU tar archives"). The content follows, padded with `padding`. Pure.
 */
export function tarHeader(entry: TarHeader): Buffer {
  const { name, target = Buffer.alloc(0) } = entry;
  return Buffer.concat([
    ...(name.length > NAME_BYTES ? [longBlock('longName', name)] : []),
    ...(target.length > NAME_BYTES ? [longBlock('longTarget', target)] : []),
    ...mainBlocks(entry, target),
  ]);
}

/** Number of zero bytes after content of this length. */
export function padding(sizeBytes: number): number {
  return (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
}

/** Two empty blocks end an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

function longBlock(type: 'longName' | 'longTarget', text: Buffer): Buffer {
  const sizeBytes = text.length + 1;
  const block = newBlock({ name: Buffer.from('././@LongLink'), mode: 0, sizeBytes, modifiedAt: 0 });
  block.write(TYPES[type], 156, 'latin1');
  return Buffer.concat([sealed(block), text, Buffer.alloc(1 + padding(sizeBytes))]);
}

function mainBlocks(entry: TarHeader, target: Buffer): Buffer[] {
  const { data } = entry;
  if (entry.type !== 'file' || !data) {
    const block = newBlock({ ...entry, sizeBytes: entry.type === 'file' ? entry.sizeBytes : 0 });
    block.write(TYPES[entry.type], 156, 'latin1');
    target.copy(block, 157, 0, NAME_BYTES);
    return [sealed(block)];
  }
  // A final part without length marks the end of the file.
  const parts = [...data, { offset: entry.sizeBytes, length: 0 }];
  const block = newBlock({ ...entry, sizeBytes: data.reduce((sum, { length }) => sum + length, 0) });
  block.write(TYPES.sparse, 156, 'latin1');
  writeParts(block, 386, parts.slice(0, PARTS_IN_HEADER));
  if (parts.length > PARTS_IN_HEADER) block[482] = 1;
  writeNumber(block, 483, 12, entry.sizeBytes);
  const more: Buffer[] = [];
  for (let at = PARTS_IN_HEADER; at < parts.length; at += PARTS_IN_BLOCK) {
    const extension = Buffer.alloc(BLOCK);
    writeParts(extension, 0, parts.slice(at, at + PARTS_IN_BLOCK));
    if (at + PARTS_IN_BLOCK < parts.length) extension[504] = 1;
    more.push(extension);
  }
  return [sealed(block), ...more];
}

function newBlock(entry: Pick<TarHeader, 'name' | 'mode' | 'sizeBytes' | 'modifiedAt' | 'owner'>): Buffer {
  const block = Buffer.alloc(BLOCK);
  entry.name.copy(block, 0, 0, NAME_BYTES);
  writeNumber(block, 100, 8, entry.mode);
  writeNumber(block, 108, 8, entry.owner?.uid ?? 0);
  writeNumber(block, 116, 8, entry.owner?.gid ?? 0);
  writeNumber(block, 124, 12, entry.sizeBytes);
  writeNumber(block, 136, 12, Math.max(0, Math.floor(entry.modifiedAt)));
  block.write('ustar  \0', 257, 'latin1');
  return block;
}

function writeParts(block: Buffer, at: number, parts: readonly { offset: number; length: number }[]): void {
  for (const [index, { offset, length }] of parts.entries()) {
    writeNumber(block, at + index * PART_BYTES, 12, offset);
    writeNumber(block, at + index * PART_BYTES + 12, 12, length);
  }
}

/** Writes octal if it fits, else base 256 with the highest bit set. */
function writeNumber(block: Buffer, at: number, length: number, value: number): void {
  const octal = value.toString(8);
  if (octal.length < length) {
    block.write(octal.padStart(length - 1, '0'), at, 'latin1');
    return;
  }
  let rest = BigInt(value);
  for (let index = at + length - 1; index >= at; index -= 1) {
    block[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  block[at] = 0x80;
}

function sealed(block: Buffer): Buffer {
  block.fill(' ', 148, 156, 'latin1');
  let sum = 0;
  // A loop, because a callback for each byte of each file takes longer than reading the file.
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
