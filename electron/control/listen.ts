import type { Server } from 'node:http';
import { AppFailure } from '../contract/error.ts';

/** Listens at the address that the option `field` names. Rejects with `conflict` when the port is taken. */
export function listen(
  server: Server,
  { host, port }: { host: string; port: number },
  field: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (!['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(error.code ?? '')) return reject(error);
      reject(
        new AppFailure({
          type: 'conflict',
          field,
          message: `Port ${port} of ${host} is taken or not allowed. Choose another one.`,
          raw: error.message,
        }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
