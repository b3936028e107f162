import { docker } from '../engine/docker-cli.ts';

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** Removes everything that the app made on the engine, by its labels. */
export async function removeEverything(): Promise<void> {
  const labels = ['--filter', 'label=dev.bulkhead.role'];
  for (const id of lines(await docker('ps', '-aq', ...labels))) await docker('rm', '-f', '-v', id);
  for (const id of lines(await docker('network', 'ls', '-q', ...labels))) await docker('network', 'rm', id);
  for (const name of lines(await docker('volume', 'ls', '-q', ...labels))) await docker('volume', 'rm', name);
  // A snapshot without its agent would be listed as a leftover.
  for (const role of ['snapshot', 'run']) {
    const images = await docker('images', '-q', '--filter', `label=dev.bulkhead.role=${role}`);
    for (const id of new Set(lines(images))) await docker('rmi', '-f', id);
  }
}
