import { type ReactNode, useEffect, useState } from 'react';
import { typeIcons, usableTypes } from '../agents/agent-type.ts';
import { copyProjectFolder, openSampleProject } from '../projects/open-project.ts';
import { openDialog } from '../store/actions.ts';
import { selectAgentTypes } from '../store/slices/agent-types-slice.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { selectWelcoming } from '../store/slices/welcome-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { RadioCards } from '../ui/fields/radio-group.tsx';
import { type Icon, IconBox, IconFlask, IconFolder, IconRobot, IconServer } from '../ui/icons.ts';
import { keepFocusInView } from '../ui/overlays/focus-return.ts';
import { EngineFound } from './engine-found.tsx';

/** Shown at the app's first start, above the empty fleet: leads from an engine to the New agent dialog. Covers nothing. */
export function Welcome() {
  return useStore(selectWelcoming) ? <Card /> : null;
}

const PREFERRED_TYPE = 'claude-code';

function Card() {
  const connected = useStore(selectConnected);
  const types = usableTypes(useStore(selectAgentTypes)).filter(({ id }) => id !== 'custom');
  const [chosen, setChosen] = useState(PREFERRED_TYPE);
  const type = types.find(({ id }) => id === chosen) ?? types[0];
  // A button of the card may have the focus, and goes with it.
  useEffect(() => keepFocusInView, []);
  return (
    <section
      role="dialog"
      aria-modal={false}
      aria-labelledby="welcome-title"
      className="mx-auto mt-4 w-[min(44rem,calc(100%-2rem))] shrink-0 rounded-md border border-line-strong bg-raised"
    >
      <header className="flex items-start justify-between gap-4 px-4 pt-3 pb-2">
        <div>
          <h2 id="welcome-title" className="font-semibold text-lg">
            Welcome
          </h2>
          <p className="text-muted">
            AI agents work here, each in its own sandbox. The first needs an engine, a type and a project.
          </p>
        </div>
        <Button variant="ghost" size="sm" onClick={() => useStore.getState().setWelcoming(false)}>
          Not now
        </Button>
      </header>
      <Row icon={IconServer} title="Engine">
        <EngineFound />
      </Row>
      <Row icon={IconRobot} title="Agent type">
        <RadioCards
          label="Agent type"
          labelHidden
          compact
          columns={3}
          className="min-w-0 flex-1"
          options={types.map(({ id, label, description, icon }) => ({
            value: id,
            label,
            description,
            icon: typeIcons[icon],
          }))}
          value={type?.id ?? ''}
          onValueChange={setChosen}
        />
      </Row>
      <Row icon={IconFolder} title="Project">
        <div className="flex flex-wrap gap-2">
          <Button icon={IconFolder} disabled={!connected} onClick={() => void copyProjectFolder(type?.id)}>
            Choose a folder
          </Button>
          <Button
            icon={IconBox}
            disabled={!connected}
            onClick={() => openDialog({ kind: 'new-agent', ...(type ? { preset: { type: type.id } } : {}) })}
          >
            Empty workspace
          </Button>
          <Button icon={IconFlask} disabled={!connected} onClick={() => void openSampleProject()}>
            Sample project
          </Button>
        </div>
        <p className="text-muted text-sm">
          The agent works on a private copy of the folder, and you decide what comes back. The sample has a
          failing test and a scripted fixer; it needs no account, and runs as Shell.
        </p>
      </Row>
    </section>
  );
}

function Row({ icon: Glyph, title, children }: { icon: Icon; title: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-t px-4 py-2.5">
      <Glyph aria-hidden size={16} stroke={1.75} className="mt-1.5 shrink-0 text-muted" />
      <h3 className="w-24 shrink-0 pt-1 font-medium">{title}</h3>
      <div className="flex min-h-7 min-w-0 flex-1 flex-col justify-center gap-1.5">{children}</div>
    </div>
  );
}
