import { useEffect } from 'react';
import type { BrokenAgentType } from '../../../electron/contract/agent-type.ts';
import type { Operation } from '../../../electron/contract/operation.ts';
import { typeIcons, usableType, usableTypes } from '../../agents/agent-type.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { selectAgentTypes, selectOwnTypesFolder } from '../../store/slices/agent-types-slice.ts';
import { useStore } from '../../store/store.ts';
import { RadioCards } from '../../ui/fields/radio-group.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Callout } from '../../ui/states/callout.tsx';
import { ImagePreparation } from '../image-preparation.tsx';
import type { FieldsProps } from './fields-props.ts';

/** The agent's type and its image and command, and the unusable types with the reasons. */
export function TypeFields({
  form,
  change,
  errors,
  chooseType,
  preparing,
}: FieldsProps & {
  chooseType: (id: string) => void;
  /** The type's image is being made. */
  preparing: Operation | undefined;
}) {
  const types = useStore(selectAgentTypes);
  const ownFolder = useStore(selectOwnTypesFolder);
  const chosen = usableType(types, form.type);
  // The folders may have changed since the window opened. Another view reports an unavailable engine host.
  useEffect(() => {
    callEngine('agent-type.list', {}).then(useStore.getState().setAgentTypes, () => undefined);
  }, []);
  return (
    <div className="flex flex-col gap-3">
      <RadioCards
        label="Agent type"
        columns={3}
        compact
        options={usableTypes(types).map(({ id, label, description, icon }) => ({
          value: id,
          label,
          description,
          icon: typeIcons[icon],
        }))}
        value={form.type}
        onValueChange={chooseType}
        hint={
          <div
            className="min-h-8"
            title={ownFolder ? `Types of your own are folders in ${ownFolder}.` : undefined}
          >
            {preparing ? (
              <ImagePreparation operation={preparing} />
            ) : (
              [chosen?.description, chosen?.notes].join(' ')
            )}
          </div>
        }
      />
      <BrokenTypes types={types.filter((type) => type.status === 'broken')} />
      {chosen?.base === undefined && (
        <div className="grid grid-cols-2 gap-x-4 gap-y-3" data-field="image">
          <TextField
            label="Image"
            mono
            value={form.image}
            placeholder="debian:bookworm-slim"
            onValueChange={(image) => change({ image })}
            error={errors.image}
          />
          {form.type === 'custom' && (
            <TextField
              label="Command"
              mono
              value={form.command}
              placeholder="The image’s own"
              onValueChange={(command) => change({ command })}
              error={errors.command}
            />
          )}
        </div>
      )}
    </div>
  );
}

function BrokenTypes({ types }: { types: readonly BrokenAgentType[] }) {
  if (types.length === 0) return null;
  return (
    <Callout
      tone="warning"
      title={
        types.length === 1 ? 'An agent type cannot be used' : `${types.length} agent types cannot be used`
      }
    >
      <ul aria-label="Agent types that cannot be used" className="flex flex-col gap-1">
        {types.map((type) => (
          <li key={`${type.origin} ${type.id}`} data-selectable>
            <span className="font-medium">{type.id}</span>: {type.problem}{' '}
            <span className="font-mono text-xs break-all">
              {type.file}
              {type.line !== undefined && `:${type.line}:${type.column}`}
            </span>
          </li>
        ))}
      </ul>
    </Callout>
  );
}
