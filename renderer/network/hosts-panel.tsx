import { type ReactNode, useId } from 'react';
import { printable } from '../../electron/lib/printable.ts';
import { formatNumber } from '../format/number.ts';
import { formatAgo } from '../format/time.ts';
import { useSteadyRows } from '../ui/layout/steady-rows.ts';

const HOSTS_SHOWN = 50;

/** What is listed of a host. */
interface ListedHost {
  /** The host's entry in an allowlist. */
  entry: string;
  count: number;
  /** Epoch ms. */
  lastTime: number;
}

/** Lists hosts with trouble, the newest first, under a title that counts them. The list moves nothing under the pointer. */
export function HostsPanel<Host extends ListedHost>(props: {
  title: string;
  /** A sentence beside the title. */
  note: string | undefined;
  /** A button behind the note. */
  action?: ReactNode;
  hosts: readonly Host[];
  /** What happened to the hosts, for "The 50 blocked last are shown." */
  verb: string;
  /** `isGone`: the host is no longer listed, and keeps its place while the pointer is over the list. */
  children: (host: Host, isGone: boolean) => ReactNode;
}) {
  const { title, note, action, hosts, verb, children } = props;
  const titleId = useId();
  const shown = hosts.slice(0, HOSTS_SHOWN);
  const { rows, holding } = useSteadyRows(shown, ({ entry }) => entry);
  return (
    <section aria-labelledby={titleId} className="shrink-0 border-b bg-surface">
      <div className="flex h-8 items-center gap-2 px-4">
        <h2 id={titleId} className="shrink-0 font-medium">
          {title}
        </h2>
        <span className="figures text-muted text-sm">{formatNumber(hosts.length)}</span>
        {note && (
          <span className="ml-2 truncate text-muted text-sm" title={note}>
            {note}
          </span>
        )}
        {action}
      </div>
      <ul
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-40 overflow-auto pb-1 outline-offset-[-2px]"
        {...holding}
      >
        {rows.map(({ key, row, isGone }) => (
          <li key={key} className="flex min-h-8 items-center gap-3 px-4 hover:bg-hover/50">
            {children(row, isGone)}
          </li>
        ))}
      </ul>
      {hosts.length > shown.length && (
        <p className="px-4 pb-2 text-muted text-sm">
          The {shown.length} {verb} last are shown.
        </p>
      )}
    </section>
  );
}

/** The host's name, why it is listed, how often and since when. */
export function HostFacts({ host, why, now }: { host: ListedHost; why: string; now: number }) {
  const name = printable(host.entry);
  const facts = `${why} · ${formatNumber(host.count)}× · ${formatAgo(host.lastTime, now)}`;
  return (
    <>
      <span className="min-w-0 shrink truncate font-mono text-sm" title={name} data-selectable>
        {name}
      </span>
      <span className="figures min-w-24 flex-1 truncate text-muted text-sm" title={facts}>
        {facts}
      </span>
    </>
  );
}
