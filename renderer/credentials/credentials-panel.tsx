import type { AppError } from '../../electron/contract/error.ts';
import type { Plan } from '../agent-update/plan.ts';
import { useApply } from '../agent-update/use-apply.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { OperationSteps } from '../operations/operation-steps.tsx';
import { useSecrets } from '../secrets/use-secrets.ts';
import { openDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconKey, IconRefresh } from '../ui/icons.ts';
import { Section } from '../ui/layout/section.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { CredentialChoice } from './credential-choice.tsx';
import { useCredentials } from './use-credentials.ts';

const RECREATE: Plan = {
  problems: {},
  domains: null,
  resources: null,
  group: null,
  recreate: { isolation: {} },
  recreateReasons: [],
};

/** The secrets that an agent may use, which can be given and revoked while it runs. */
export function CredentialsPanel({ agentId }: { agentId: string }) {
  const secrets = useSecrets()?.secrets;
  const credentials = useCredentials(agentId);
  const { state, staged, busy } = credentials;
  const recreating = useApply(agentId, { recreated: credentials.reload });
  return (
    <Section
      title="Credentials"
      action={
        <Button size="sm" icon={IconKey} onClick={() => openDialog({ kind: 'settings', section: 'secrets' })}>
          Manage secrets
        </Button>
      }
    >
      {credentials.error && !state && (
        <AppErrorPanel title="The agent’s credentials cannot be read" error={credentials.error} />
      )}
      {!secrets || (!state && !credentials.error) ? (
        !credentials.error && <Skeleton className="h-7 w-72" />
      ) : secrets.length === 0 ? (
        <p className="text-sm text-subtle">No secrets yet. Add them in the settings, then give them here.</p>
      ) : (
        <CredentialChoice
          secrets={secrets}
          chosen={staged ?? state?.credentials ?? []}
          disabled={busy || recreating.busy}
          onChange={credentials.stage}
        />
      )}
      {state?.credentials.map(
        ({ secretId, problem }) =>
          problem !== undefined && (
            <Callout
              key={secretId}
              live
              tone="warning"
              title={`${secrets?.find(({ id }) => id === secretId)?.name ?? 'A secret'} is not in the agent`}
            >
              {problem}
            </Callout>
          ),
      )}
      {staged && (
        <Staged
          busy={busy}
          failure={credentials.failure}
          onApply={credentials.apply}
          onDiscard={credentials.discard}
        />
      )}
      {!staged && state && state.recreate.length > 0 && (
        <Recreate
          agentId={agentId}
          reasons={state.recreate}
          keepsFiles={state.keepsFiles}
          recreating={recreating}
          onRecreate={() =>
            void recreating.apply(RECREATE, { domainsBefore: [], keepWritableLayer: state.keepsFiles })
          }
        />
      )}
    </Section>
  );
}

function Staged(props: {
  busy: boolean;
  failure: AppError | undefined;
  onApply: () => void;
  onDiscard: () => void;
}) {
  return (
    <>
      {props.failure && <AppErrorPanel title="The credentials were not changed" error={props.failure} />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p role="status" aria-label="Staged credentials" className="min-w-0 flex-1 basis-80 text-muted">
          In force at once at the gateway and in files; the agent keeps running. Environment variables, also
          those with a placeholder, change only with a new container.
        </p>
        <div className="flex gap-2">
          <Button disabled={props.busy} onClick={props.onDiscard}>
            Discard credentials
          </Button>
          <Button busy={props.busy} onClick={props.onApply}>
            Apply credentials
          </Button>
        </div>
      </div>
    </>
  );
}

function Recreate(props: {
  agentId: string;
  reasons: readonly string[];
  keepsFiles: boolean;
  recreating: ReturnType<typeof useApply>;
  onRecreate: () => void;
}) {
  const { recreating } = props;
  return (
    <>
      {recreating.error && (
        <AppErrorPanel
          title="The container could not be recreated"
          error={recreating.error}
          context={{ agentId: props.agentId, retry: props.onRecreate }}
        />
      )}
      <Callout
        tone="warning"
        title="Waits for a new container"
        action={
          <Button icon={IconRefresh} busy={recreating.busy} onClick={props.onRecreate}>
            Recreate now
          </Button>
        }
      >
        <ul className="list-disc pl-4">
          {props.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
        <p>
          The agent’s programs are stopped and started again, and open consoles end. Kept: workspace, home,
          network, name and id.{' '}
          {props.keepsFiles
            ? 'Files written elsewhere are kept in a snapshot.'
            : 'Files written elsewhere are lost: a snapshot would keep what has to go, or lack what has to come.'}
        </p>
        {recreating.operation && <OperationSteps steps={recreating.operation.steps} />}
      </Callout>
    </>
  );
}
