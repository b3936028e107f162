import { useState } from 'react';
import { openDialog } from '../store/actions.ts';
import { selectReachability } from '../store/slices/egress-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { noInternet } from './no-internet.ts';

/** One notice for all requests that fail because the network has no way out. It goes with the first answer. */
export function NoInternetNotice() {
  const reachability = useStore(selectReachability);
  const [dismissed, setDismissed] = useState<number>();
  if (reachability.state !== 'dead' || reachability.since === dismissed) return null;
  const { title, text } = noInternet(reachability);
  return (
    <Callout
      live
      tone="warning"
      title={title}
      action={
        <>
          <Button size="sm" onClick={() => openDialog({ kind: 'settings', section: 'proxy' })}>
            Proxy settings
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setDismissed(reachability.since)}>
            Dismiss
          </Button>
        </>
      }
    >
      {text}
    </Callout>
  );
}
