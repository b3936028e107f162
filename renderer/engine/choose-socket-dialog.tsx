import { useEffect, useState } from 'react';
import type { Endpoint, EndpointProbe } from '../../electron/contract/engine.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { closeDialog } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { RadioCards } from '../ui/fields/radio-group.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { customEndpoint, endpointUrlProblem, probeSummary } from './endpoint-choice.ts';

const CUSTOM = 'custom';

/** Lists the engines that were found, tests one, and remembers the choice. */
export function ChooseSocketDialog() {
  const current = useStore((state) => ('endpoint' in state.engine ? state.engine.endpoint?.url : undefined));
  const { probes, failure: listFailure } = useEndpoints();
  const [picked, setPicked] = useState<string>();
  const [url, setUrl] = useState('');
  const [tlsPath, setTlsPath] = useState('');
  const [tested, setTested] = useState<EndpointProbe>();
  const [busy, setBusy] = useState<'test' | 'use'>();
  const [failure, setFailure] = useState<AppError>();

  const choice = picked ?? current ?? probes?.find((probe) => probe.reachable)?.endpoint.url ?? '';
  const chosenProbe = probes?.find((probe) => probe.endpoint.url === choice);
  // Until the engines are listed nothing is chosen but what the person chose, which the list must not change.
  const isLooking = probes === undefined && listFailure === undefined;
  const isCustom = chosenProbe === undefined && (choice === CUSTOM || !isLooking);
  const endpoint = chosenProbe?.endpoint ?? customEndpoint(url, tlsPath);
  const urlProblem = isCustom ? endpointUrlProblem(url) : undefined;
  const canUse = isCustom ? urlProblem === undefined : chosenProbe !== undefined;

  const pick = (value: string) => {
    setPicked(value);
    setTested(undefined);
    setFailure(undefined);
  };
  const attempt = (what: 'test' | 'use', work: () => Promise<void>) => {
    setBusy(what);
    setFailure(undefined);
    work()
      .catch((thrown: unknown) => setFailure(toAppError(thrown)))
      .finally(() => setBusy(undefined));
  };
  const test = () =>
    attempt('test', async () => {
      const { url, tlsPath, skipTlsVerify } = endpoint;
      setTested(await callEngine('engine.test', { url, tlsPath, skipTlsVerify }));
    });
  const use = (chosen: Endpoint | null) =>
    attempt('use', async () => {
      await callEngine('engine.choose', { endpoint: chosen });
      closeDialog();
    });

  return (
    <Dialog
      open
      size="lg"
      title="Choose socket"
      description="The engine on which agents run. Your choice is remembered."
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <>
          <Button variant="ghost" className="mr-auto" onClick={() => use(null)} disabled={busy !== undefined}>
            Find automatically
          </Button>
          <Button busy={busy === 'test'} disabled={!canUse} onClick={test}>
            Test
          </Button>
          <DefaultButton busy={busy === 'use'} disabled={!canUse} onClick={() => use(endpoint)}>
            Use this engine
          </DefaultButton>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {listFailure && <AppErrorPanel title="The engines could not be listed" error={listFailure} />}
        <RadioCards
          label="Engine"
          columns={1}
          value={isCustom ? CUSTOM : (chosenProbe?.endpoint.url ?? '')}
          onValueChange={pick}
          options={[
            ...(probes ?? []).map((probe) => ({
              value: probe.endpoint.url,
              label: `${probe.endpoint.label} (${probe.endpoint.url})`,
              description: probeSummary(probe),
            })),
            {
              value: CUSTOM,
              label: 'Another address',
              description: 'A socket, a named pipe, TCP with TLS, or SSH.',
            },
          ]}
          hint={isLooking ? 'Looking for engines…' : undefined}
        />
        {isCustom && (
          <div className="grid grid-cols-2 gap-3">
            <TextField
              mono
              label="Address"
              placeholder="unix:///var/run/docker.sock"
              value={url}
              onValueChange={(next) => {
                setUrl(next);
                setTested(undefined);
              }}
              error={url === '' ? undefined : urlProblem}
            />
            <TextField
              mono
              label="TLS folder"
              hint="For tcp: holds ca.pem, cert.pem and key.pem."
              disabled={!url.trim().startsWith('tcp://')}
              value={tlsPath}
              onValueChange={setTlsPath}
            />
          </div>
        )}
        {tested && (
          <Callout live tone={tested.reachable ? 'success' : 'danger'} title={probeSummary(tested)}>
            {tested.error?.raw}
          </Callout>
        )}
        {failure && <AppErrorPanel title="This engine cannot be used" error={failure} />}
      </div>
    </Dialog>
  );
}

function useEndpoints(): { probes: EndpointProbe[] | undefined; failure: AppError | undefined } {
  const [probes, setProbes] = useState<EndpointProbe[]>();
  const [failure, setFailure] = useState<AppError>();
  useEffect(() => {
    const abort = new AbortController();
    callEngine('engine.endpoints', {}, abort.signal).then(
      (probes) => !abort.signal.aborted && setProbes(uniqueByUrl(probes)),
      (thrown: unknown) => !abort.signal.aborted && setFailure(toAppError(thrown)),
    );
    return () => abort.abort();
  }, []);
  return { probes, failure };
}

/** The same socket can be found twice, by the context and by its usual place; the first finding counts. */
function uniqueByUrl(probes: readonly EndpointProbe[]): EndpointProbe[] {
  return [...new Map([...probes].reverse().map((probe) => [probe.endpoint.url, probe])).values()].reverse();
}
