import type { Agent } from '../../contract/agent.ts';
import { type AgentSpec, SECRETS_PATH, type SecretReference } from '../../contract/agent-spec.ts';
import type { AgentCredentialsState } from '../../contract/credentials.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Consent } from '../consent/consent.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressService } from '../egress/egress-service.ts';
import { authorityMark } from '../images/trust.ts';
import { AUTHORITY_LABEL } from '../objects/labels.ts';
import type { CredentialOverrides } from '../records/credential-overrides.ts';
import { checkCredentials, gatewaySecretIds } from '../secrets/agent-credentials.ts';
import { agreeToDelivery } from '../secrets/agree-to-delivery.ts';
import { keepsValues, recreationReasons } from '../secrets/credentials-in-force.ts';
import type { SecretFiles } from '../secrets/secret-files.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';

export interface LiveCredentialsOptions {
  engine: () => Engine;
  directory: Pick<AgentDirectory, 'get'>;
  keeper: SecretProvider;
  chosen: CredentialOverrides;
  egress: Pick<EgressService, 'setSecrets'>;
  files: Pick<SecretFiles, 'bring' | 'problems'>;
  consent: Consent;
  clock: Clock;
}

/** Gives credentials to existing agents, and revokes them, while they run. */
export class LiveCredentials {
  readonly #options: LiveCredentialsOptions;

  constructor(options: LiveCredentialsOptions) {
    this.#options = options;
  }

  async state(agentId: string, signal: AbortSignal): Promise<AgentCredentialsState> {
    const { engine, directory, keeper, chosen, files } = this.#options;
    const agent = directory.get(agentId);
    const { secrets: created } = specOf(agent);
    const known = keeper.list();
    const [references, inspect, authority] = await Promise.all([
      chosen.of(agentId, created),
      engine().inspectContainer(agent.containerId, { signal }),
      keeper.authority(),
    ]);
    // Omits secrets that were removed from the settings.
    const present = references.filter(({ secretId }) => known.some(({ id }) => id === secretId));
    const problems = files.problems(agentId);
    const trusts =
      authority === undefined ||
      inspect.Config.Labels[AUTHORITY_LABEL] === authorityMark(authority.certificatePem);
    const fillsIn = gatewaySecretIds(present).length > 0;
    return {
      keepsFiles: !keepsValues(created) && (!fillsIn || trusts),
      credentials: present.map((reference) => {
        const problem = problems.get(reference.secretId);
        return problem === undefined ? reference : { ...reference, problem };
      }),
      recreate: recreationReasons({
        references: present,
        created,
        known,
        environment: inspect.Config.Env ?? [],
        trusts,
        takesFiles: Object.hasOwn(inspect.HostConfig.Tmpfs ?? {}, SECRETS_PATH),
      }),
    };
  }

  /**
   * When it resolves, the gateway and the files use the new credentials; the environment changes only with the next
   * container. Throws `invalid-input` before anything changes.
   */
  async set(
    agentId: string,
    references: readonly SecretReference[],
    signal: AbortSignal,
  ): Promise<AgentCredentialsState> {
    const { directory, keeper, chosen, egress, files, consent, clock } = this.#options;
    const spec = specOf(directory.get(agentId));
    checkCredentials({ secrets: [...references], env: spec.env }, keeper.list());
    const request = { name: spec.name, secrets: [...references] };
    await agreeToDelivery(consent, request, await chosen.of(agentId, spec.secrets), keeper.list(), signal);
    await chosen.remember(agentId, references, clock.now());
    await Promise.all([egress.setSecrets(agentId, gatewaySecretIds(references)), files.bring(agentId)]);
    return await this.state(agentId, signal);
  }
}

function specOf({ spec }: Agent): AgentSpec {
  if (spec) return spec;
  throw new AppFailure({
    type: 'conflict',
    message: 'The spec of this agent cannot be read any more. It can only be used as it is, or removed.',
  });
}
