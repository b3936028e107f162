import type { AgentSpec } from '../../contract/agent-spec.ts';
import { typeOfReference } from '../agent-types/image-plan.ts';
import type { NetworkCreate } from '../docker/api.ts';
import { isSubnetTaken } from '../docker/errors.ts';
import { ensureBaseImage } from '../images/base-image.ts';
import { baseImageFor, IMAGE_USER_LABEL } from '../images/base-image-tag.ts';
import { agentUser } from '../objects/agent-user.ts';
import { AGENT_LABEL, AUTHORITY_LABEL } from '../objects/labels.ts';
import { objectNames } from '../objects/object-names.ts';
import { chooseSubnet, type Subnet } from '../objects/subnet.ts';
import type { Step, StepContext } from '../operations/run-steps.ts';
import { type Allocation, compile } from '../sandbox/compile.ts';
import { WORKSPACE_PATH } from '../sandbox/mounts.ts';
import { seccompProfileText } from '../seccomp/seccomp.ts';
import { agentCredentials, gatewaySecretIds } from '../secrets/agent-credentials.ts';
import { copyImage, runReference } from '../snapshot-images/snapshot-image.ts';
import { copySteps } from '../workspace/copy/copy-steps.ts';
import { handOver } from '../workspace/hand-over.ts';
import { findMasks } from '../workspace/masks.ts';
import { probeSteps } from '../workspace/probe-write.ts';
import { assertIsolationApplied, assertNetworkInternal } from './assert-isolation-applied.ts';
import { waitForStart } from './wait-for-start.ts';
import { takenSubnets, tierOf, type Workshop } from './workshop.ts';

/** Another app may take a subnet between our look and our request. */
const SUBNET_TRIES = 8;

export interface NewAgent {
  agentId: string;
  spec: AgentSpec;
  /** A custom seccomp profile, JSON. */
  seccompProfile?: string;
  /** It goes on from a snapshot of another agent. */
  origin?: Origin;
}

/** What a new agent goes on from, instead of its image and empty volumes. */
export interface Origin {
  /** The snapshot's image, and its labels. */
  image: string;
  labels: Record<string, string>;
  at: number;
  /** Fills the new agent's volumes, which are there and empty. */
  fill(agentId: string, context: StepContext): Promise<void>;
}

/**
 * The way from a checked spec to a running agent. The image, the network and the volumes are made at the same time.
 * The short requests that make something are not given up when the operation is cancelled: a request that was given
 * up may still take effect, after its undo.
 */
export function createSteps(workshop: Workshop, agent: NewAgent): Step[] {
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
    compile(spec, workshop.facts(), {
      agentId,
      subnet,
      version: workshop.version,
      person: workshop.machine.person,
      ...(image ? { image } : {}),
      ...(credentials ? { credentials } : {}),
      ...(masked ? { masked } : {}),
      ...(origin ? { snapshot: runReference(layer) } : {}),
      ...(profile === undefined ? {} : { seccompProfile: profile }),
    });

  return [
    {
      id: 'pull',
      label: typeOfReference(spec.image) === undefined ? 'Pull the image' : 'Build the image',
      run: async (context) => (origin ? context.skip() : workshop.images.provide(spec.image, context)),
    },
    {
      id: 'prepare-image',
      label: 'Prepare the image',
      after: ['pull'],
      async run({ signal, skip }) {
        if (origin) {
          image = { id: origin.image, user: origin.labels[IMAGE_USER_LABEL] ?? '' };
          // A layer has the authorities that it was made with.
          if (origin.labels[AUTHORITY_LABEL] || spec.secrets.length > 0)
            credentials = await agentCredentials(spec, workshop.secrets);
          const labels = { agentId, role: 'run' as const, version: workshop.version };
          await copyImage(workshop.engine(), origin.image, { reference: runReference(layer), labels });
          return;
        }
        const { Id, Config } = await workshop.engine().inspectImage(spec.image, { signal });
        image = { id: Id, user: Config?.User ?? '' };
        const user = agentUser(spec, workshop.facts(), workshop.machine.person);
        credentials = await agentCredentials(spec, workshop.secrets);
        const base = baseImageFor(image, user, workshop.version, credentials?.authorityPem);
        if ((await ensureBaseImage(workshop.engine(), base, agentId, signal)) === 'found') skip();
      },
      ...(origin ? { undo: () => workshop.engine().removeImage(runReference(layer)) } : {}),
    },
    {
      id: 'network',
      label: 'Create the network',
      async run({ signal }) {
        const taken = await takenSubnets(workshop, signal);
        ({ subnet, networkId } = await createNetwork(
          workshop,
          agentId,
          taken,
          (subnet) => compiled(subnet).network,
        ));
        await assertNetworkInternal(workshop.engine(), networkId);
      },
      undo: () => workshop.engine().removeNetwork(names.network),
    },
    {
      id: 'volumes',
      label: 'Create the volumes',
      async run() {
        // They do not depend on the subnet, which is being chosen beside this step.
        const { volumes } = compiled(chooseSubnet(agentId, []));
        await Promise.all(volumes.map((volume) => workshop.engine().createVolume(volume)));
      },
      async undo() {
        await workshop.engine().removeVolume(names.home);
        await workshop.engine().removeVolume(names.workspace);
        await workshop.engine().removeVolume(names.baseline);
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
      ? copySteps(workshop, {
          agentId,
          source: workspace.source,
          async giveToUser() {
            const { container } = compiled(chooseSubnet(agentId, []));
            const volume = { name: names.workspace, path: WORKSPACE_PATH };
            const { uid, gid } = await handOver(
              workshop.engine(),
              container.Image,
              [volume],
              container.User ?? '',
            );
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
        if (workspace.kind === 'host-folder') masked = (await findMasks(workspace, signal)).found;
        const { containerName, container } = compiled(made(subnet));
        const Labels = {
          ...container.Labels,
          ...(origin ? { [AUTHORITY_LABEL]: origin.labels[AUTHORITY_LABEL] ?? '' } : {}),
        };
        containerId = await workshop.engine().createContainer(containerName, { ...container, Labels });
        await assertIsolationApplied(workshop.engine(), containerId, container, signal);
      },
      // By label and not by name: a name that was taken belongs to somebody else's container.
      undo: () => removeContainers(workshop, agentId),
    },
    {
      id: 'gateway',
      label: 'Connect the gateway',
      after: ['network'],
      async run({ signal, detail }) {
        const { gatewayAddress } = made(subnet);
        const state = await workshop.egress.attach(
          { agentId, networkId, gatewayAddress, secretIds: gatewaySecretIds(spec.secrets) },
          spec.egress,
          signal,
        );
        if (state.problem) detail(state.problem);
      },
      undo: () => workshop.egress.detach(agentId),
    },
    {
      id: 'start',
      label: 'Start the agent',
      after: ['container', 'gateway'],
      async run({ signal }) {
        await workshop.engine().startContainer(containerId);
        await waitForStart(workshop.engine(), containerId, spec.command, {
          clock: workshop.clock,
          processesVisible: tierOf(spec.isolation.runtime, workshop.facts()) === 'container',
          signal,
        });
      },
    },
    ...probeSteps(workshop, workspace, () => containerId),
  ];
}

function made<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before the one that it needs');
  return value;
}

async function createNetwork(
  workshop: Workshop,
  agentId: string,
  taken: string[],
  plan: (subnet: Subnet) => NetworkCreate,
): Promise<{ subnet: Subnet; networkId: string }> {
  for (let tries = 1; ; tries++) {
    const subnet = chooseSubnet(agentId, taken);
    try {
      return { subnet, networkId: await workshop.engine().createNetwork(plan(subnet)) };
    } catch (error) {
      if (!isSubnetTaken(error) || tries === SUBNET_TRIES) throw error;
      taken.push(subnet.cidr);
    }
  }
}

async function removeContainers(workshop: Workshop, agentId: string): Promise<void> {
  const engine = workshop.engine();
  const containers = await engine.listContainers({ label: [`${AGENT_LABEL}=${agentId}`] });
  await Promise.all(containers.map(({ Id }) => engine.removeContainer(Id)));
}
