/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 7). */
export const STATUS = {
  ok: 0,
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  unsupported: 8,
} as const;

/** A request that failed, with the status that the client receives. */
export class SftpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads the status from what the image's own programs print in the C locale. */
export function errorOf(output: string): SftpError {
  const message = output.trim().split('\n').at(-1) ?? '';
  if (/no such file|nonexistent/i.test(message)) return new SftpError(STATUS.noSuchFile, message);
  if (/permission denied|operation not permitted|read-only file system/i.test(message))
    return new SftpError(STATUS.permissionDenied, message);
  return new SftpError(STATUS.failure, message || 'It failed.');
}
