import type { RequestedAttributes } from './attributes.ts';
import { MalformedPacket, PacketReader } from './packet-reader.ts';

/** What a client asks for: version 3, and the extensions of OpenSSH (see `EXTENSIONS`). */
export type Request =
  | { type: 'open'; path: string; flags: number; attributes: RequestedAttributes }
  | { type: 'read'; handle: string; offset: number; length: number }
  | { type: 'write'; handle: string; offset: number; data: Buffer }
  | { type: 'stat' | 'lstat'; path: string }
  | { type: 'setstat' | 'lsetstat'; path: string; attributes: RequestedAttributes }
  | { type: 'fsetstat'; handle: string; attributes: RequestedAttributes }
  | { type: 'close' | 'fstat' | 'readdir' | 'fsync' | 'fstatvfs'; handle: string }
  | {
      type: 'opendir' | 'remove' | 'rmdir' | 'realpath' | 'readlink' | 'statvfs' | 'expand-path';
      path: string;
    }
  | { type: 'mkdir'; path: string; attributes: RequestedAttributes }
  | { type: 'rename' | 'posix-rename' | 'hardlink'; from: string; to: string }
  | { type: 'symlink'; target: string; path: string }
  | { type: 'copy-data'; from: CopiedRange; to: { handle: string; offset: number } }
  | { type: 'limits' | 'unsupported' };

/** A length of 0 means up to the end of the file. */
export interface CopiedRange {
  handle: string;
  offset: number;
  length: number;
}

export interface NumberedRequest {
  id: number;
  request: Request;
}

export interface RequestDialect {
  /** OpenSSH and those that follow it send the target of a symbolic link first; the draft has it last. */
  targetFirst: boolean;
}

const INIT = 1;
const EXTENDED = 200;

type Parse = (packet: PacketReader, dialect: RequestDialect) => Request;

const byHandle =
  (type: 'close' | 'fstat' | 'readdir' | 'fsync' | 'fstatvfs'): Parse =>
  (packet) => ({ type, handle: handleOf(packet) });
const byPath =
  (
    type:
      | 'stat'
      | 'lstat'
      | 'opendir'
      | 'remove'
      | 'rmdir'
      | 'realpath'
      | 'readlink'
      | 'statvfs'
      | 'expand-path',
  ): Parse =>
  (packet) => ({ type, path: packet.text() });
const byPathAndAttributes =
  (type: 'setstat' | 'lsetstat' | 'mkdir'): Parse =>
  (packet) => ({ type, path: packet.text(), attributes: attributesOf(packet) });
const byTwoPaths =
  (type: 'rename' | 'posix-rename' | 'hardlink'): Parse =>
  (packet) => ({ type, from: packet.text(), to: packet.text() });

/** By the numbers of draft-ietf-secsh-filexfer-02, section 3. */
const REQUESTS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [
    3,
    (packet) => ({
      type: 'open',
      path: packet.text(),
      flags: packet.uint32(),
      attributes: attributesOf(packet),
    }),
  ],
  [4, byHandle('close')],
  [
    5,
    (packet) => ({
      type: 'read',
      handle: handleOf(packet),
      offset: packet.uint64(),
      length: packet.uint32(),
    }),
  ],
  [
    6,
    (packet) => ({
      type: 'write',
      handle: handleOf(packet),
      offset: packet.uint64(),
      data: packet.bytes(),
    }),
  ],
  [7, byPath('lstat')],
  [8, byHandle('fstat')],
  [9, byPathAndAttributes('setstat')],
  [10, (packet) => ({ type: 'fsetstat', handle: handleOf(packet), attributes: attributesOf(packet) })],
  [11, byPath('opendir')],
  [12, byHandle('readdir')],
  [13, byPath('remove')],
  [14, byPathAndAttributes('mkdir')],
  [15, byPath('rmdir')],
  [16, byPath('realpath')],
  [17, byPath('stat')],
  [18, byTwoPaths('rename')],
  [19, byPath('readlink')],
  [
    20,
    (packet, { targetFirst }) => {
      const [first, second] = [packet.text(), packet.text()];
      return { type: 'symlink', target: targetFirst ? first : second, path: targetFirst ? second : first };
    },
  ],
]);

interface Extension {
  version: string;
  parse: Parse;
}

/** Extensions by the name that clients look for, with the version that they expect: OpenSSH's file PROTOCOL. */
export const EXTENSIONS: ReadonlyMap<string, Extension> = new Map<string, Extension>([
  ['posix-rename@openssh.com', { version: '1', parse: byTwoPaths('posix-rename') }],
  ['statvfs@openssh.com', { version: '2', parse: byPath('statvfs') }],
  ['fstatvfs@openssh.com', { version: '2', parse: byHandle('fstatvfs') }],
  ['hardlink@openssh.com', { version: '1', parse: byTwoPaths('hardlink') }],
  ['fsync@openssh.com', { version: '1', parse: byHandle('fsync') }],
  ['lsetstat@openssh.com', { version: '1', parse: byPathAndAttributes('lsetstat') }],
  ['limits@openssh.com', { version: '1', parse: () => ({ type: 'limits' }) }],
  ['expand-path@openssh.com', { version: '1', parse: byPath('expand-path') }],
  [
    'copy-data',
    {
      version: '1',
      parse: (packet) => ({
        type: 'copy-data',
        from: { handle: handleOf(packet), offset: packet.uint64(), length: packet.uint64() },
        to: { handle: handleOf(packet), offset: packet.uint64() },
      }),
    },
  ],
]);

/** Whether a packet is the greeting of a client, which comes first and once. */
export function isGreeting(packet: Buffer): boolean {
  return packet[0] === INIT;
}

/** Throws `MalformedPacket` for one that does not hold what its type says. */
export function parseRequest(bytes: Buffer, dialect: RequestDialect): NumberedRequest {
  const packet = new PacketReader(bytes);
  const type = packet.byte();
  const id = packet.uint32();
  if (type === EXTENDED) {
    const parse = EXTENSIONS.get(packet.text())?.parse;
    return { id, request: parse ? parse(packet, dialect) : { type: 'unsupported' } };
  }
  const parse = REQUESTS.get(type);
  if (!parse) throw new MalformedPacket('no such request');
  return { id, request: parse(packet, dialect) };
}

function handleOf(packet: PacketReader): string {
  return packet.bytes().toString('latin1');
}

const HAS = { size: 1, owner: 2, mode: 4, times: 8 } as const;

/** Extended attributes come last, and are left. */
function attributesOf(packet: PacketReader): RequestedAttributes {
  const flags = packet.uint32();
  return {
    ...(flags & HAS.size && { size: packet.uint64() }),
    ...(flags & HAS.owner && { uid: packet.uint32(), gid: packet.uint32() }),
    ...(flags & HAS.mode && { mode: packet.uint32() }),
    ...(flags & HAS.times && { atime: packet.uint32(), mtime: packet.uint32() }),
  };
}
