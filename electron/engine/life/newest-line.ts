import type { Agent } from '../../contract/agent.ts';
import type { Engine } from '../docker/engine.ts';
import { LineReader } from '../docker/line-reader.ts';
import { splitStamp } from '../docker/stamp.ts';

const WITHIN_MS = 5_000;

/** Time of an agent's last log line, epoch ms; undefined without any line, or with an unreadable log. */
export async function newestLineAt(
  engine: Engine,
  { containerId }: Agent,
  signal: AbortSignal,
): Promise<number | undefined> {
  const options = { signal, timeoutMs: WITHIN_MS };
  const { Config } = await engine.inspectContainer(containerId, options);
  let newest: number | undefined;
  const reader = new LineReader(Config.Tty, (_source, line) => {
    const { at } = splitStamp(line);
    if (at !== undefined) newest = Math.max(newest ?? 0, at);
  });
  for await (const chunk of await engine.logs(containerId, { ...options, tail: 1, timestamps: true }))
    reader.push(chunk);
  reader.flush();
  return newest;
}
