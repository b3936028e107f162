import { docker, dockerOutput } from '../engine/docker-cli.ts';

/**
 * What a program in a busybox agent gets for a plain request through its gateway. The program keeps the connection open
 * in both directions until there is an answer, as clients do.
 */
export async function answerTo(agentName: string, url: string): Promise<string> {
  const text = `GET ${url} HTTP/1.1\\r\\nHost: ${new URL(url).host}\\r\\nConnection: close\\r\\n\\r\\n`;
  const container = `bulkhead-${agentName}`;
  const inspected = await docker('inspect', '-f', '{{json .NetworkSettings.Networks}}', container);
  const [network] = Object.values(JSON.parse(inspected) as Record<string, { IPAddress: string }>);
  // The gateway's address is the one before the agent's; busybox cannot look its name up.
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
