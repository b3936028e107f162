import { Fragment } from 'react';
import type { AgentDetails } from '../../electron/contract/details.ts';
import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';

const Nothing = ({ children }: { children: string }) => <p className="text-muted">{children}</p>;

export function MountTable({ mounts }: Pick<AgentDetails, 'mounts'>) {
  if (mounts.length === 0) return <Nothing>Nothing is mounted.</Nothing>;
  return (
    <Table label="Mounts" dense className="-mx-4">
      <thead>
        <tr>
          <Th>Inside</Th>
          <Th>Kind</Th>
          <Th>From</Th>
          <Th>Access</Th>
          <Th>Options</Th>
        </tr>
      </thead>
      <tbody>
        {mounts.map((mount) => (
          <Tr key={`${mount.target} ${mount.source}`}>
            <Td mono>{mount.target}</Td>
            <Td>{mount.kind}</Td>
            <Td mono className="min-w-56 break-all">
              {mount.source || '—'}
            </Td>
            <Td className="whitespace-nowrap">{mount.readOnly ? 'Read-only' : 'Read and write'}</Td>
            <Td mono className="min-w-40 break-words">
              {mount.options ? <Options text={mount.options} /> : '—'}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

export function NetworkTable({ networks }: Pick<AgentDetails, 'networks'>) {
  if (networks.length === 0) return <Nothing>On no network.</Nothing>;
  return (
    <Table label="Networks" dense className="-mx-4">
      <thead>
        <tr>
          <Th>Network</Th>
          <Th>Address</Th>
          <Th>Subnet</Th>
          <Th>Leads outside</Th>
        </tr>
      </thead>
      <tbody>
        {networks.map((network) => (
          <Tr key={network.name}>
            <Td mono>{network.name}</Td>
            <Td mono>{network.address || '—'}</Td>
            <Td mono>{network.subnet ?? '—'}</Td>
            <Td>{network.internal === undefined ? 'Not known' : network.internal ? 'No' : 'Yes'}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Names side by side, such as of environment variables. */
export function NameList(props: { label: string; names: readonly string[]; empty: string }) {
  if (props.names.length === 0) return <Nothing>{props.empty}</Nothing>;
  return (
    <>
      <ul aria-label={props.label} className="flex flex-wrap gap-1.5">
        {props.names.map((name) => (
          <li key={name} data-selectable className="rounded-sm bg-hover px-1.5 py-px font-mono text-sm">
            {name}
          </li>
        ))}
      </ul>
      <p className="text-sm text-subtle">Names only: values never leave the engine.</p>
    </>
  );
}

export function LabelList({ labels }: Pick<AgentDetails, 'labels'>) {
  if (labels.length === 0) return <Nothing>No labels.</Nothing>;
  return (
    <dl className="flex flex-col gap-2">
      {labels.map(({ name, value }) => (
        <div key={name} className="flex flex-col gap-0.5">
          <dt className="flex items-center gap-1 text-subtle">
            <span className="font-mono text-sm">{name}</span>
            {value === '' ? 'is empty' : <CopyButton text={value} label={`Copy label ${name}`} />}
          </dt>
          <dd hidden={value === ''}>
            <pre
              data-selectable
              // biome-ignore lint/a11y/noNoninteractiveTabindex: long values scroll, so the keyboard must reach them
              tabIndex={0}
              className="max-h-72 overflow-auto rounded-sm bg-surface px-2 py-1 font-mono text-sm whitespace-pre-wrap break-all"
            >
              {value}
            </pre>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A list without blanks, which may begin a new line after each comma. */
function Options({ text }: { text: string }) {
  return text.split(/(?<=,)/).map((option) => (
    <Fragment key={option}>
      {option}
      <wbr />
    </Fragment>
  ));
}
