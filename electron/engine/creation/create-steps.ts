import type { AgentSpec } from '../../contract/agent-spec.ts';
import { typeOfReference } from '../agent-types/image-plan.ts';
import { tierOf } from '../docker/facts.ts';
import type { EgressService } from '../egress/egress-service.ts';
import type { Homes } from '../home/create.ts';
import { checkArchitecture } from '../images/architecture.ts';
import { ensureBaseImage } from '../images/base-image.ts';
import { baseImageFor, IMAGE_USER_LABEL } from '../images/base-image-tag.ts';
import type { ImageProvider } from '../images/provide-image.ts';
import { addedRoots } from '../images/trust.ts';
import type { Groups } from '../networks/groups.ts';
import { createInternalNetwork } from '../networks/internal-network.ts';
import { type SubnetDeps, takenSubnets } from '../networks/taken-subnets.ts';
import { agentUser } from '../objects/agent-user.ts';
import { AGENT_LABEL, AUTHORITY_LABEL } from '../objects/labels.ts';
import { objectNames } from '../objects/object-names.ts';
import { WORKSPACE_PATH } from '../objects/paths.ts';
import { chooseSubnet, type Subnet } from '../objects/subnet.ts';
import type { Step, StepContext } from '../operations/run-steps.ts';
import { type Allocation, compile } from '../sandbox/compile.ts';
import { seccompProfileText } from '../seccomp/seccomp.ts';
import { agentCredentials, gatewaySecretIds } from '../secrets/agent-credentials.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { copyImage, runReference } from '../snapshot-images/snapshot-image.ts';
import { type CopyDeps, copySteps } from '../workspace/copy/copy-steps.ts';
import { handOver } from '../workspace/hand-over.ts';
import type { Machine } from '../workspace/machine.ts';
import { hidePlaces } from '../workspace/masking/hide-places.ts';
import type { ShownSettings } from '../workspace/masking/shown-settings.ts';
import { type ProbeDeps, probeSteps } from '../workspace/probe-write.ts';
import { assertIsolationApplied } from './assert-isolation-applied.ts';
import { groupStep } from './group-step.ts';
import { waitForStart } from './wait-for-start.ts';

export interface CreateDeps extends SubnetDeps, CopyDeps, ProbeDeps {
  machine: Machine;
  images: Pick<ImageProvider, 'provide'>;
  homes: Pick<Homes, 'fill'>;
  secrets: SecretProvider;
  /** Authorities (PEM) of the person's organisation. */
  hostRoots?: () => string | undefined;
  egress: Pick<EgressService, 'attach' | 'detach'>;
  groups: Pick<Groups, 'join' | 'leave'>;
  shownSettings: Pick<ShownSettings, 'provide' | 'forget'>;
  /** The app's version. */
  version: string;
}

export interface NewAgent {
  agentId: string;
  spec: AgentSpec;
  /** JSON of a custom seccomp profile. */
  seccompProfile?: string;
  /** The snapshot of another agent that the new agent starts from. */
  origin?: Origin;
}

/** What a new agent starts from, instead of its image and empty volumes. */
export interface Origin {
  /** The snapshot's image and its labels. */
  image: string;
  labels: Record<string, string>;
  at: number;
  /** Fills the new agent's volumes, which exist and are empty. */
  fill(agentId: string, context: StepContext): Promise<void>;
}

/**
 * Steps from a checked spec to a running agent. The image, the network and the volumes are made in parallel. A
 * cancelled operation does not abort its short create requests: an aborted request may still take effect after its
 * undo.
 */
export function createSteps(deps: CreateDeps, agent: NewAgent): Step[] {
  const { agentId, origin } = agent;
  let { spec } = agent;
  const { workspace } = spec;
  const names = objectNames(agentId);
  let image: Allocation['image'];
  let credentials: Allocation['credentials'];
  let subnet: Subnet | undefined;
  let masked: Allocation['masked'];
  let networkId = '';
  let containerId = '';
  const layer = { agentId, at: origin?.at ?? 0 };

  const profile = seccompProfileText(spec.isolation.seccomp, agent.seccompProfile);
  const compiled = (subnet: Subnet) =>
    compile(spec, deps.facts(), {
      agentId,
      subnet,
      version: deps.version,
      person: deps.machine.person,
      ...(image ? { image } : {}),
      ...(credentials ? { credentials } : {}),
      hostRootsPem: deps.hostRoots?.(),
      ...(masked ? { masked } : {}),
      ...(origin ? { snapshot: runReference(layer) } : {}),
      ...(profile === undefined ? {} : { seccompProfile: profile }),
    });

  return [
    {
      id: 'pull',
      label: typeOfReference(spec.image) === undefined ? 'Pull the image' : 'Build the image',
      run: async (context) => (origin ? context.skip() : deps.images.provide(spec.image, context)),
    },
    {
      id: 'prepare-image',
      label: 'Prepare the image',
      after: ['pull'],
      async run({ signal, skip }) {
        if (origin) {
          image = { id: origin.image, user: origin.labels[IMAGE_USER_LABEL] ?? '' };
          // A layer keeps the certificate authorities that it was made with.
          if (origin.labels[AUTHORITY_LABEL] || spec.secrets.length > 0)
            credentials = await agentCredentials(spec, deps.secrets);
          const labels = { agentId, role: 'run' as const, version: deps.version };
          await copyImage(deps.engine(), origin.image, { reference: runReference(layer), labels });
          return;
        }
        const inspected = await deps.engine().inspectImage(spec.image, { signal });
        checkArchitecture(spec.image, inspected, deps.facts());
        const { Id, Config } = inspected;
        image = { id: Id, user: Config?.User ?? '' };
        const user = agentUser(spec, deps.facts(), deps.machine.person);
        credentials = await agentCredentials(spec, deps.secrets);
        const base = baseImageFor(
          image,
          user,
          deps.version,
          addedRoots(credentials?.authorityPem, deps.hostRoots?.()),
        );
        if ((await ensureBaseImage(deps.engine(), base, agentId, signal)) === 'found') skip();
      },
      ...(origin ? { undo: () => deps.engine().removeImage(runReference(layer)) } : {}),
    },
    {
      id: 'network',
      label: 'Create the network',
      async run({ signal }) {
        const usedSubnets = await takenSubnets(deps, signal);
        ({ subnet, networkId } = await createInternalNetwork(
          deps.engine(),
          { seed: agentId, usedSubnets },
          (subnet) => compiled(subnet).network,
        ));
      },
      undo: () => deps.engine().removeNetwork(names.network),
    },
    {
      id: 'volumes',
      label: 'Create the volumes',
      async run() {
        // The volumes do not depend on the subnet, which another step chooses at the same time.
        const { volumes } = compiled(chooseSubnet(agentId, []));
        await Promise.all(volumes.map((volume) => deps.engine().createVolume(volume)));
      },
      async undo() {
        await deps.engine().removeVolume(names.home);
        await deps.engine().removeVolume(names.workspace);
        await deps.engine().removeVolume(names.baseline);
      },
    },
    ...(origin
      ? [
          {
            id: 'fill',
            label: 'Copy the snapshot’s files',
            after: ['volumes'],
            run: (context: StepContext) => origin.fill(agentId, context),
          },
        ]
      : []),
    ...(workspace.kind === 'copy' && !origin
      ? copySteps(deps, {
          agentId,
          workspace,
          async giveToUser() {
            const { container } = compiled(chooseSubnet(agentId, []));
            const volume = { name: names.workspace, path: WORKSPACE_PATH };
            const { uid, gid } = await handOver(deps.engine(), {
              agentId,
              image: container.Image,
              volumes: [volume],
              user: container.User ?? '',
            });
            return `${uid}:${gid}`;
          },
          onCopied: ({ copiedAt, notes }) => {
            spec = { ...spec, workspace: { ...workspace, copiedAt, notes } };
          },
        })
      : []),
    {
      id: 'container',
      label: 'Create the container',
      after: [
        ...['prepare-image', 'network', 'volumes'],
        ...(origin ? ['fill'] : workspace.kind === 'copy' ? ['baseline'] : []),
      ],
      async run({ signal }) {
        if (workspace.kind === 'host-folder')
          masked = await hidePlaces(deps.shownSettings, { agentId, workspace }, signal);
        const { containerName, container } = compiled(defined(subnet));
        const Labels = {
          ...container.Labels,
          ...(origin ? { [AUTHORITY_LABEL]: origin.labels[AUTHORITY_LABEL] ?? '' } : {}),
        };
        containerId = await deps.engine().createContainer(containerName, { ...container, Labels });
        await assertIsolationApplied(deps.engine(), containerId, container, signal);
        // The home of a snapshot has its own files.
        if (!origin) await deps.homes.fill({ containerId, user: container.User ?? '', spec }, signal);
      },
      // Removes by label and not by name: if the name was taken, it belongs to another container.
      async undo() {
        await removeContainers(deps, agentId);
        await deps.shownSettings.forget(agentId);
      },
    },
    ...groupStep(deps.groups, spec.group, () => ({ containerId, agentName: spec.name })),
    {
      id: 'gateway',
      label: 'Connect the gateway',
      after: ['network'],
      async run({ signal, detail }) {
        const { gatewayAddress } = defined(subnet);
        const state = await deps.egress.attach(
          { agentId, networkId, gatewayAddress, secretIds: gatewaySecretIds(spec.secrets) },
          spec.egress,
          signal,
        );
        if (state.problem) detail(state.problem);
      },
      undo: () => deps.egress.detach(agentId),
    },
    {
      id: 'start',
      label: 'Start the agent',
      after: [spec.group === null ? 'container' : 'group', 'gateway'],
      async run({ signal }) {
        await deps.engine().startContainer(containerId);
        await waitForStart(deps.engine(), containerId, spec.command, {
          clock: deps.clock,
          processesVisible: tierOf(spec.isolation.runtime, deps.facts()) === 'container',
          signal,
        });
      },
    },
    ...probeSteps(deps, workspace, () => containerId),
  ];
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before the one that it needs');
  return value;
}

async function removeContainers(deps: CreateDeps, agentId: string): Promise<void> {
  const engine = deps.engine();
  const containers = await engine.listContainers({ label: [`${AGENT_LABEL}=${agentId}`] });
  await Promise.all(containers.map(({ Id }) => engine.removeContainer(Id)));
}
