import { printable } from '../../electron/lib/printable.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { formatNumber } from '../format/number.ts';
import { bytesQuantity } from '../format/quantity.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';

const REFRESH_MS = 2_000;
const HOSTS_SHOWN = 200;

/** Shows the traffic of each host. The bar compares hosts by bytes. */
export function HostTotals({ agentId }: { agentId: string }) {
  const { data, error } = useEngineCall('network.totals', { agentId }, '', REFRESH_MS);
  if (error) return <AppErrorPanel title="The totals cannot be read" error={error} />;
  if (!data) return <Skeleton className="m-4 h-24" />;
  const hosts = data.hosts.slice(0, HOSTS_SHOWN);
  const hiddenCount = data.hosts.length - hosts.length;
  const maximumBytes = Math.max(1, ...hosts.map(({ bytesUp, bytesDown }) => bytesUp + bytesDown));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Table label="Totals per host" dense className="flex-1">
        <thead>
          <tr>
            <Th className="w-2/5">Host</Th>
            <Th align="right">Requests</Th>
            <Th align="right">Blocked</Th>
            <Th align="right">Up</Th>
            <Th align="right">Down</Th>
            <Th className="w-1/5">Traffic</Th>
          </tr>
        </thead>
        <tbody>
          {hosts.map(({ host, requests, blocked, bytesUp, bytesDown }) => (
            <Tr key={host}>
              <Td mono className="max-w-0 truncate" title={printable(host)}>
                {printable(host)}
              </Td>
              <Td align="right">{formatNumber(requests)}</Td>
              <Td align="right" className={blocked > 0 ? 'text-failed' : 'text-subtle'}>
                {formatNumber(blocked)}
              </Td>
              <Td align="right">
                <Bytes bytes={bytesUp} />
              </Td>
              <Td align="right">
                <Bytes bytes={bytesDown} />
              </Td>
              <Td>
                <span aria-hidden className="block h-1.5 rounded-full bg-hover">
                  <span
                    className="block h-full rounded-full bg-accent"
                    style={{ width: `${((bytesUp + bytesDown) / maximumBytes) * 100}%` }}
                  />
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {(hiddenCount > 0 || data.otherRequests > 0) && (
        <p className="px-4 py-1 text-muted text-sm">
          {hiddenCount > 0 && `${formatNumber(hiddenCount)} more hosts. `}
          {data.otherRequests > 0 && `${formatNumber(data.otherRequests)} requests to further hosts.`}
        </p>
      )}
    </div>
  );
}

function Bytes({ bytes }: { bytes: number }) {
  const { value, unit } = bytesQuantity(bytes);
  return (
    <>
      {value} <span className="text-subtle">{unit}</span>
    </>
  );
}
