import { useState } from 'react';
import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import type { ListedImage } from '../../electron/contract/images.ts';
import { typeIcons, usableTypes } from '../agents/agent-type.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { selectAgentTypes } from '../store/slices/agent-types-slice.ts';
import { useStore } from '../store/store.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { BuildSettings } from './build-settings.tsx';

/** The types that build an image, with the image's presence and build settings. */
export function TypeImages(props: {
  images: readonly ListedImage[];
  busy: boolean;
  onStart: (operationId: string) => void;
}) {
  const types = useStore(selectAgentTypes);
  const built = usableTypes(types).filter(({ base }) => base !== undefined);
  return (
    <section aria-labelledby="images-types" className="flex flex-col gap-1">
      <h3 id="images-types" className="font-medium">
        Agent types
      </h3>
      <ul aria-labelledby="images-types" className="flex flex-col">
        {built.map((type) => (
          <TypeRow
            key={type.id}
            type={type}
            present={props.images.some(({ references }) => references.includes(type.image))}
            busy={props.busy}
            onStart={props.onStart}
          />
        ))}
      </ul>
    </section>
  );
}

function TypeRow(props: {
  type: UsableAgentType;
  present: boolean;
  busy: boolean;
  onStart: (operationId: string) => void;
}) {
  const { type, present } = props;
  const [editing, setEditing] = useState(false);
  const TypeIcon = typeIcons[type.icon];
  const build = () => {
    callEngine('image.build', { typeId: type.id, fresh: present }).then(
      ({ operationId }) => props.onStart(operationId),
      (thrown: unknown) => showFailure('The build could not be started', thrown),
    );
  };
  return (
    <li aria-label={type.label} className="flex flex-col gap-2 border-t py-1.5">
      <div className="flex items-center gap-2">
        <TypeIcon aria-hidden size={16} stroke={1.75} className="shrink-0 text-muted" />
        <span className="font-medium">{type.label}</span>
        <Badge tone={present ? 'success' : 'neutral'}>{present ? 'Built' : 'Not built'}</Badge>
        <span className="min-w-0 flex-1 truncate text-muted text-sm">
          on <span className="font-mono text-xs">{type.base}</span>
          {type.buildArgs.VERSION && `, version ${type.buildArgs.VERSION}`}
        </span>
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={editing}
          aria-label={`Build settings of ${type.label}`}
          onClick={() => setEditing(!editing)}
        >
          Settings
        </Button>
        <Button
          size="sm"
          variant="ghost"
          disabled={props.busy}
          aria-label={`${present ? 'Rebuild' : 'Build'} ${type.label}`}
          onClick={build}
        >
          {present ? 'Rebuild' : 'Build'}
        </Button>
      </div>
      {editing && <BuildSettings type={type} onDone={() => setEditing(false)} />}
    </li>
  );
}
