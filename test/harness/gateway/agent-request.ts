import { docker, dockerOutput } from '../engine/docker-cli.ts';

/**
 * The answer to a plain request that a program in a busybox agent sends through its gateway. The program keeps both
 * directions of the connection open until the answer arrives, as clients do.
 */
export async function answerTo(agentName: string, url: string): Promise<string> {
  const text = `GET ${url} HTTP/1.1\\r\\nHost: ${new URL(url).host}\\r\\nConnection: close\\r\\n\\r\\n`;
  const container = `bulkhead-${agentName}`;
  const inspected = await docker('inspect', '-f', '{{json .NetworkSettings.Networks}}', container);
  const [network] = Object.values(JSON.parse(inspected) as Record<string, { IPAddress: string }>);
  // The gateway's address is one below the agent's; busybox cannot resolve its name.
  const gateway = network?.IPAddress.replace(/\d+$/, (last) => String(Number(last) - 1));
  const script = `answer=/tmp/answer-$$ ended=/tmp/ended-$$
    { printf '${text}'; until [ -s $answer ] || [ -e $ended ]; do sleep 0.1; done; } |
      { nc ${gateway} 3128 | tee $answer; : > $ended; }
    rm -f $answer $ended`;
  return await dockerOutput('exec', container, 'sh', '-c', script);
}

/** The status line of {@link answerTo}. */
export async function requestFrom(agentName: string, url: string): Promise<string> {
  return (await answerTo(agentName, url)).split('\r\n')[0] ?? '';
}
