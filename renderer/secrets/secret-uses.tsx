import type { SecretUseLine } from '../../electron/contract/credentials.ts';
import { Ago } from '../format/ago.tsx';
import { formatNumber } from '../format/number.ts';
import { formatDateTime } from '../format/time.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { useAgentName } from '../store/use-agent.ts';
import { Skeleton } from '../ui/states/skeleton.tsx';

const REFRESH_MS = 2_000;

/** Where and when a secret was used: a line for each agent and host, the newest first. */
export function SecretUses({ secretId, name }: { secretId: string; name: string }) {
  const uses = useEngineCall('secrets.uses', {}, '', REFRESH_MS);
  const lines = uses.data?.[secretId] ?? [];
  if (!uses.data)
    return uses.error ? (
      <p className="pb-2 pl-6 text-sm text-subtle">The use log cannot be read: {uses.error.message}</p>
    ) : (
      <Skeleton className="mb-2 ml-6 h-5 w-64" />
    );
  if (lines.length === 0)
    return (
      <p className="pb-2 pl-6 text-sm text-subtle">
        No request carried it, as far back as the audit in memory goes. Uses as a file or environment variable
        are the agent’s own and are not seen.
      </p>
    );
  return (
    <div className="max-h-48 overflow-y-auto pb-2 pl-6">
      <table aria-label={`Uses of ${name}`} className="w-full text-left text-sm">
        <thead className="text-subtle">
          <tr>
            {['Agent', 'Host', 'Requests', 'First', 'Last'].map((title) => (
              <th key={title} scope="col" className="py-0.5 pr-3 font-normal">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="text-muted">
          {lines.map((line) => (
            <Line key={`${line.agentId} ${line.host}`} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ line }: { line: SecretUseLine }) {
  const agent = useAgentName(line.agentId);
  const time = (at: number) => (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
      <Ago atMs={at} />
    </time>
  );
  return (
    <tr>
      <td className="py-0.5 pr-3">{agent ?? 'a removed agent'}</td>
      <td className="break-all py-0.5 pr-3 font-mono">{line.host}</td>
      <td className="py-0.5 pr-3 tabular-nums">{formatNumber(line.count)}</td>
      <td className="whitespace-nowrap py-0.5 pr-3">{time(line.firstAt)}</td>
      <td className="whitespace-nowrap py-0.5">{time(line.lastAt)}</td>
    </tr>
  );
}
