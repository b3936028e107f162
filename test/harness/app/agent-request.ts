import { docker, dockerOutput } from '../engine/docker-cli.ts';

/** The status line that a program in the agent gets for a plain request through its gateway. */
export async function requestFrom(agentName: string, url: string, patienceSeconds = 1): Promise<string> {
  const text = `GET ${url} HTTP/1.1\\r\\nHost: ${new URL(url).host}\\r\\nConnection: close\\r\\n\\r\\n`;
  const container = `bulkhead-${agentName}`;
  const inspected = await docker('inspect', '-f', '{{json .NetworkSettings.Networks}}', container);
  const [network] = Object.values(JSON.parse(inspected) as Record<string, { IPAddress: string }>);
  // The gateway's address is the one before the agent's; busybox cannot look its name up.
  const gateway = network?.IPAddress.replace(/\d+$/, (last) => String(Number(last) - 1));
  // The sleep keeps the connection open in both directions until there is an answer.
  const script = `{ printf '${text}'; sleep ${patienceSeconds}; } | nc -w ${patienceSeconds + 4} ${gateway} 3128`;
  return (await dockerOutput('exec', container, 'sh', '-c', script)).split('\r\n')[0] ?? '';
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** Removes what the app made on the engine: everything of it carries its labels. */
export async function removeEverything(): Promise<void> {
  const labels = ['--filter', 'label=dev.bulkhead.role'];
  for (const id of lines(await docker('ps', '-aq', ...labels))) await docker('rm', '-f', '-v', id);
  for (const id of lines(await docker('network', 'ls', '-q', ...labels))) await docker('network', 'rm', id);
  for (const name of lines(await docker('volume', 'ls', '-q', ...labels))) await docker('volume', 'rm', name);
  // A snapshot without its agent would show as what an interrupted creation left.
  for (const role of ['snapshot', 'run']) {
    const images = await docker('images', '-q', '--filter', `label=dev.bulkhead.role=${role}`);
    for (const id of new Set(lines(images))) await docker('rmi', '-f', id);
  }
}
