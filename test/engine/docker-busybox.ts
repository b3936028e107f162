import { readFile } from 'node:fs/promises';
import { packTar } from '../../electron/engine/docker/tar.ts';

/** A build context for the smallest image with a shell: Debian's statically linked busybox, from scratch. */
export async function busyboxContext(): Promise<Uint8Array> {
  const dockerfile = [
    'FROM scratch',
    'COPY busybox /bin/busybox',
    'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
    'CMD ["sh"]',
  ];
  return await packTar([
    { name: 'Dockerfile', type: 'file', content: Buffer.from(dockerfile.join('\n')) },
    { name: 'busybox', type: 'file', mode: 0o755, content: await readFile('/bin/busybox') },
  ]);
}
