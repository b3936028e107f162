import type { DirectoryEntry, FileAttributes } from './attributes.ts';
import { longName } from './attributes.ts';
import { EXTENSIONS } from './requests.ts';
import { STATUS } from './sftp-error.ts';

/** Numbers of draft-ietf-secsh-filexfer-02, section 3. */
const TYPE = { version: 2, status: 101, handle: 102, data: 103, name: 104, attributes: 105, extended: 201 };
/** All that `FileAttributes` has. */
const ALL_ATTRIBUTES = 0x0f;

/** The answer to a client's greeting: version 3, and the extensions. */
export function versionAnswer(): Buffer {
  const extensions = [...EXTENSIONS].flatMap(([name, { version }]) => [string(name), string(version)]);
  return packet(TYPE.version, uint32(3), ...extensions);
}

export function statusAnswer(id: number, status: number, message = ''): Buffer {
  return packet(TYPE.status, uint32(id), uint32(status), string(message), string('en'));
}

export const okAnswer = (id: number): Buffer => statusAnswer(id, STATUS.ok);

export function handleAnswer(id: number, handle: string): Buffer {
  return packet(TYPE.handle, uint32(id), string(handle));
}

export function dataAnswer(id: number, data: Buffer): Buffer {
  return packet(TYPE.data, uint32(id), uint32(data.length), data);
}

export function attributesAnswer(id: number, attributes: FileAttributes): Buffer {
  return packet(TYPE.attributes, uint32(id), attributesOf(attributes));
}

export function entriesAnswer(id: number, entries: readonly DirectoryEntry[]): Buffer {
  const fields = entries.flatMap((entry) => [
    string(entry.name),
    string(longName(entry)),
    attributesOf(entry.attributes),
  ]);
  return packet(TYPE.name, uint32(id), uint32(entries.length), ...fields);
}

/** One name without attributes. */
export function pathAnswer(id: number, path: string): Buffer {
  return packet(TYPE.name, uint32(id), uint32(1), string(path), string(path), uint32(0));
}

/** Numbers of 64 bits, as the extensions of OpenSSH answer. */
export function numbersAnswer(id: number, numbers: readonly bigint[]): Buffer {
  return packet(TYPE.extended, uint32(id), ...numbers.map(uint64));
}

function packet(type: number, ...fields: Buffer[]): Buffer {
  const length = fields.reduce((sum, field) => sum + field.length, 1);
  return Buffer.concat([uint32(length), Buffer.of(type), ...fields]);
}

function attributesOf({ size, uid, gid, mode, atime, mtime }: FileAttributes): Buffer {
  return Buffer.concat([
    uint32(ALL_ATTRIBUTES),
    uint64(BigInt(size)),
    ...[uid, gid, mode, atime, mtime].map(uint32),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value));
  return bytes;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint32(bytes.length), bytes]);
}
