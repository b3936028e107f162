import { useState } from 'react';
import type { ImageUpdate, ListedImage } from '../../electron/contract/images.ts';
import { showFailure } from '../errors/error-steps.ts';
import { Ago } from '../format/ago.tsx';
import { formatBytes } from '../format/quantity.ts';
import { formatDateTime } from '../format/time.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { selectAgentTypes } from '../store/slices/agent-types-slice.ts';
import { useStore } from '../store/store.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { IconRefresh, IconStack2 } from '../ui/icons.ts';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { nameOf, roleLabel } from './image-labels.ts';

type Updates = Readonly<Record<string, ImageUpdate>>;

/** Whether a registry can be asked for updates: for types' images, by their base, and for pulled images. */
const canAsk = ({ role, references }: ListedImage) =>
  role === 'type' || (role === 'foreign' && references.length > 0);

export function ImageTable(props: {
  images: readonly ListedImage[];
  busy: boolean;
  onStart: (operationId: string) => void;
  onChange: () => void;
}) {
  const { images } = props;
  const [updates, setUpdates] = useState<Updates>({});
  const [checking, setChecking] = useState(false);
  const [removing, setRemoving] = useState<ListedImage>();
  const check = async () => {
    setChecking(true);
    for (const { id } of images.filter(canAsk)) {
      const update = await callEngine('image.check-update', { id }).catch((thrown: unknown): ImageUpdate => {
        return { status: 'unknown', detail: toAppError(thrown).message };
      });
      setUpdates((current) => ({ ...current, [id]: update }));
    }
    setChecking(false);
  };
  const remove = ({ id }: ListedImage) => {
    setRemoving(undefined);
    callEngine('image.remove', { id }).then(props.onChange, (thrown: unknown) =>
      showFailure('The image could not be removed', thrown),
    );
  };
  if (images.length === 0)
    return (
      <EmptyState icon={IconStack2} title="No images yet">
        The first agent pulls or builds the one that it runs.
      </EmptyState>
    );
  return (
    <section aria-labelledby="images-on-engine" className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <h3 id="images-on-engine" className="font-medium">
          On the engine
        </h3>
        <Button size="sm" icon={IconRefresh} busy={checking} onClick={() => void check()}>
          Check for updates
        </Button>
      </div>
      <Table label="Images" dense className="max-h-96 rounded-md border">
        <thead>
          <tr>
            <Th>Image</Th>
            <Th align="right">Size</Th>
            <Th>Made</Th>
            <Th>Used by</Th>
            <Th>{''}</Th>
          </tr>
        </thead>
        <tbody>
          {images.map((image) => (
            <ImageRow
              key={image.id}
              image={image}
              update={updates[image.id]}
              busy={props.busy}
              onStart={props.onStart}
              onRemove={() => setRemoving(image)}
            />
          ))}
        </tbody>
      </Table>
      <p className="text-sm text-subtle">
        Sizes hold what images share, so removing one frees less. Images that are not ours are never removed
        here.
      </p>
      {removing && (
        <ConfirmDialog
          open
          danger
          onOpenChange={(open) => !open && setRemoving(undefined)}
          title={`Remove ${nameOf(removing)}?`}
          description={`${formatBytes(removing.bytes)} with what it shares. The next agent that needs it builds it again.`}
          confirmLabel="Remove image"
          onConfirm={() => remove(removing)}
        />
      )}
    </section>
  );
}

const updateWords = { current: 'Up to date', available: 'Update available', unknown: 'Not known' };
const updateTones = { current: 'success', available: 'warning', unknown: 'neutral' } as const;

function ImageRow(props: {
  image: ListedImage;
  update: ImageUpdate | undefined;
  busy: boolean;
  onStart: (operationId: string) => void;
  onRemove: () => void;
}) {
  const { image, update } = props;
  const types = useStore(selectAgentTypes);
  const name = nameOf(image);
  const renew = () => {
    const { typeId, references } = image;
    const started =
      typeId === undefined
        ? callEngine('image.pull', { reference: references[0] ?? '' })
        : callEngine('image.build', { typeId, fresh: true });
    started.then(
      ({ operationId }) => props.onStart(operationId),
      (thrown: unknown) => showFailure('It could not be started', thrown),
    );
  };
  return (
    <Tr>
      <Td title={[...image.references, image.id].join('\n')} className="py-1">
        <span className="flex items-center gap-2 whitespace-nowrap">
          {roleLabel(image, types)}
          {update && (
            <span title={update.detail}>
              <Badge tone={updateTones[update.status]}>{updateWords[update.status]}</Badge>
            </span>
          )}
        </span>
        <span className="block w-64 truncate font-mono text-muted text-xs">{name}</span>
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {formatBytes(image.bytes)}
      </Td>
      <Td className="whitespace-nowrap text-muted text-sm" title={formatDateTime(image.createdAt)}>
        <Ago atMs={image.createdAt} />
      </Td>
      <Td className="max-w-32 truncate text-sm" title={image.usedBy.join(', ')}>
        {image.usedBy.length > 0 ? image.usedBy.join(', ') : <span className="text-subtle">nothing</span>}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {update?.status === 'available' && (
          <Button
            size="sm"
            variant="ghost"
            disabled={props.busy}
            aria-label={`${image.typeId ? 'Rebuild' : 'Pull'} ${name}`}
            onClick={renew}
          >
            {image.typeId ? 'Rebuild' : 'Pull'}
          </Button>
        )}
        {image.removable && (
          <Button size="sm" variant="ghost" aria-label={`Remove ${name}`} onClick={props.onRemove}>
            Remove
          </Button>
        )}
      </Td>
    </Tr>
  );
}
