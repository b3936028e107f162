import { useEffect, useState } from 'react';
import type { EngineState } from '../../electron/contract/engine.ts';
import { CommandLine } from '../engine/command-line.tsx';
import { engineTitle } from '../engine/engine-title.ts';
import { OwnEngineOffer } from '../engine/own-engine-offer.tsx';
import { retryEngine } from '../engine/retry-engine.ts';
import { useOwnEngine } from '../engine/use-own-engine.ts';
import { callShell } from '../ipc/shell.ts';
import { openLink } from '../links/open-link.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconCircleCheck, IconExternalLink } from '../ui/icons.ts';
import { engineAdvice } from './engine-advice.ts';

/** The engine that was found and where, or how to get one on this system. */
export function EngineFound() {
  const engine = useStore(selectEngine);
  switch (engine.status) {
    case 'connecting':
      return <p className="text-muted">Looking for one…</p>;
    case 'connected':
      return (
        <p className="flex min-w-0 items-center gap-1.5">
          <IconCircleCheck aria-hidden size={16} stroke={1.75} className="shrink-0 text-running" />
          <span className="shrink-0">Found {engineTitle(engine.facts)}</span>
          <span className="min-w-0 truncate font-mono text-muted text-sm" title={engine.endpoint.url}>
            {engine.endpoint.url}
          </span>
        </p>
      );
    case 'unreachable':
      return <Advice engine={engine} />;
  }
}

function Advice({ engine }: { engine: Extract<EngineState, { status: 'unreachable' }> }) {
  const platform = useSystem();
  const [retrying, setRetrying] = useState(false);
  const { busy } = useOwnEngine();
  if (busy) return <OwnEngineOffer />;
  if (platform === undefined) return null;
  const { text, command, link } = engineAdvice(platform, engine);
  const retry = () => {
    setRetrying(true);
    void retryEngine().finally(() => setRetrying(false));
  };
  return (
    <>
      <OwnEngineOffer />
      <p className="pt-1">{text}</p>
      {command && <CommandLine command={command} />}
      <div className="flex gap-2">
        <Button size="sm" icon={IconExternalLink} onClick={() => openLink(link)}>
          Other ways
        </Button>
        <Button size="sm" busy={retrying} onClick={retry}>
          Look again
        </Button>
      </div>
    </>
  );
}

/** The system of the machine that runs the engine host; undefined until it is known. */
function useSystem(): string | undefined {
  const [platform, setPlatform] = useState<string>();
  useEffect(() => {
    let isMounted = true;
    callShell('app.info', {}).then(
      (info) => {
        if (isMounted) setPlatform(info.platform);
      },
      // The advice for Linux is better than none.
      () => {
        if (isMounted) setPlatform('linux');
      },
    );
    return () => {
      isMounted = false;
    };
  }, []);
  return platform;
}
