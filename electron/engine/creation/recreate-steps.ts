import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import type { Logger } from '../../lib/logger.ts';
import { previousSuffix } from '../directory/directory-agent.ts';
import { tierOf } from '../docker/facts.ts';
import { ensureBaseImage } from '../images/base-image.ts';
import { baseImageFor, IMAGE_USER_LABEL } from '../images/base-image-tag.ts';
import type { ImageProvider } from '../images/provide-image.ts';
import { addedRoots } from '../images/trust.ts';
import type { Groups } from '../networks/groups.ts';
import { agentUser } from '../objects/agent-user.ts';
import { AGENT_LABEL, AUTHORITY_LABEL, REPLACEMENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { containerName } from '../objects/object-names.ts';
import type { Subnet } from '../objects/subnet.ts';
import type { Step } from '../operations/run-steps.ts';
import type { ExistingAgent } from '../records/existing-agent.ts';
import { type Allocation, compile } from '../sandbox/compile.ts';
import { seccompProfileText } from '../seccomp/seccomp.ts';
import { agentCredentials } from '../secrets/agent-credentials.ts';
import { keepsValues } from '../secrets/credentials-in-force.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { keepImage, type SaveDeps } from '../snapshot-images/save-steps.ts';
import { copyImage, runReference, snapshotReference } from '../snapshot-images/snapshot-image.ts';
import { handOver } from '../workspace/hand-over.ts';
import type { Machine } from '../workspace/machine.ts';
import { hidePlaces } from '../workspace/masking/hide-places.ts';
import type { ShownSettings } from '../workspace/masking/shown-settings.ts';
import { assertIsolationApplied } from './assert-isolation-applied.ts';
import { groupStep } from './group-step.ts';
import { waitForStart } from './wait-for-start.ts';

export interface RecreateDeps extends SaveDeps {
  facts(): EngineFacts;
  machine: Pick<Machine, 'person'>;
  images: Pick<ImageProvider, 'provide'>;
  secrets: SecretProvider;
  /** Authorities (PEM) of the person's organisation. */
  hostRoots?: () => string | undefined;
  groups: Pick<Groups, 'join' | 'leave'>;
  shownSettings: Pick<ShownSettings, 'provide'>;
  logger: Logger;
}

/** Same grace period as for a stop by the person, for programs that take long to save their work. */
const STOP_GRACE_SECONDS = 10;

export interface Recreation {
  existing: ExistingAgent;
  /** The agent's new spec. */
  spec: AgentSpec;
  seccompProfile?: string;
  keepWritableLayer: boolean;
  subnet: Subnet;
  /** ms since the epoch; names the snapshot. */
  at: number;
  /** Present when the agent is restored from a snapshot. */
  restore?: Restoration;
}

/** What a restoration adds to a recreation. */
export interface Restoration {
  /** The snapshot's image. */
  image: string;
  /** Labels of that image: the authority that it trusts, and its own user. */
  labels: Record<string, string>;
  /** Steps that restore the files. The first one runs after `stop`; the last one is `swap`. */
  steps: Step[];
}

/**
 * Steps from one container to another for the same agent: same id, volumes and network. The old container is renamed
 * until the new one has started; after any failure it gets its name back and runs as before.
 */
export function recreateSteps(deps: RecreateDeps, recreation: Recreation): Step[] {
  const { existing, spec, keepWritableLayer, restore } = recreation;
  const { agentId, inspect } = existing;
  const name = containerName(spec.name);
  const { Running, Paused } = inspect.State;
  const labelsOfLayer = restore?.labels ?? inspect.Config.Labels;
  const trusted = labelsOfLayer[AUTHORITY_LABEL];
  const layer = { agentId, at: recreation.at };
  const engine = () => deps.engine();
  const profile = seccompProfileText(spec.isolation.seccomp, recreation.seccompProfile);
  let image: Allocation['image'] = { id: inspect.Image, user: labelsOfLayer[IMAGE_USER_LABEL] ?? '' };
  let credentials: Allocation['credentials'];
  let snapshot: string | undefined;
  let masked: Allocation['masked'];
  let containerId = '';

  const compiled = () =>
    compile(spec, deps.facts(), {
      agentId,
      subnet: recreation.subnet,
      version: deps.version,
      person: deps.machine.person,
      ...(image ? { image } : {}),
      ...(credentials ? { credentials } : {}),
      hostRootsPem: deps.hostRoots?.(),
      ...(snapshot ? { snapshot } : {}),
      ...(masked ? { masked } : {}),
      ...(profile === undefined ? {} : { seccompProfile: profile }),
    });
  /** Changes the owner of the agent's volumes to the user of the new container. */
  const giveVolumesTo = async (user: string) => {
    const { container } = compiled();
    const volumes = (container.HostConfig.Mounts ?? []).flatMap((mount) =>
      mount.Type === 'volume' ? [{ name: mount.Source ?? '', path: mount.Target }] : [],
    );
    await handOver(engine(), { agentId, image: container.Image, volumes, user });
  };

  return [
    {
      id: 'prepare-image',
      label: 'Prepare the image',
      async run(context) {
        const { workspace } = spec;
        if (workspace.kind === 'host-folder')
          masked = await hidePlaces(deps.shownSettings, { agentId, workspace }, context.signal);
        // A kept layer has the certificate authorities that it was made with.
        if (!keepWritableLayer || trusted || spec.secrets.length > 0)
          credentials = await agentCredentials(spec, deps.secrets);
        if (keepWritableLayer) return context.skip();
        await deps.images.provide(spec.image, { ...context, skip: () => undefined });
        const { Id, Config } = await engine().inspectImage(spec.image, { signal: context.signal });
        image = { id: Id, user: Config?.User ?? '' };
        const user = agentUser(spec, deps.facts(), deps.machine.person);
        const base = baseImageFor(
          image,
          user,
          deps.version,
          addedRoots(credentials?.authorityPem, deps.hostRoots?.()),
        );
        await ensureBaseImage(engine(), base, agentId, context.signal);
      },
    },
    {
      id: 'stop',
      label: 'Stop the agent',
      after: ['prepare-image'],
      async run({ skip }) {
        if (!Running) return skip();
        // A frozen process cannot see the signal.
        if (Paused) await engine().unpauseContainer(inspect.Id);
        await engine().stopContainer(inspect.Id, STOP_GRACE_SECONDS);
      },
      async undo() {
        if (!Running) return;
        await engine().startContainer(inspect.Id);
        if (Paused) await engine().pauseContainer(inspect.Id);
      },
    },
    {
      id: 'snapshot',
      label: 'Keep what was written outside the volumes',
      after: ['stop'],
      async run({ skip }) {
        // The person who restores has already chosen whether to keep the present state.
        if (restore) return skip();
        if (keepsValues(existing.created)) return skip();
        const name = `Before recreating ${spec.name}`;
        await keepImage(deps, { existing, name, trigger: 'recreate', at: recreation.at }, {}, true);
      },
      undo: restore ? async () => undefined : () => engine().removeImage(snapshotReference(layer)),
    },
    ...(restore?.steps ?? []),
    {
      id: 'layer',
      label: 'Start from what was written outside the volumes',
      after: [restore ? 'swap' : 'snapshot'],
      async run({ skip }) {
        if (!keepWritableLayer) return skip();
        const reference = runReference(layer);
        const labels = { agentId, role: 'run' as const, version: deps.version };
        await copyImage(engine(), restore?.image ?? snapshotReference(layer), { reference, labels });
        snapshot = reference;
      },
      undo: () => engine().removeImage(runReference(layer)),
    },
    {
      id: 'set-aside',
      label: 'Set the old container aside',
      after: ['layer'],
      run: () => engine().renameContainer(inspect.Id, `${name}${previousSuffix(agentId)}`),
      async undo() {
        const { Name } = await engine().inspectContainer(inspect.Id);
        if (Name !== `/${name}`) await engine().renameContainer(inspect.Id, name);
      },
    },
    {
      id: 'container',
      label: 'Create the new container',
      after: ['set-aside'],
      async run({ signal }) {
        const { container } = compiled();
        const Labels = {
          ...container.Labels,
          ...(keepWritableLayer ? { [AUTHORITY_LABEL]: trusted ?? '' } : {}),
          [REPLACEMENT_LABEL]: 'true',
        };
        containerId = await engine().createContainer(name, { ...container, Labels });
        await assertIsolationApplied(engine(), containerId, container, signal);
      },
      undo: () => removeOthers(deps, agentId, inspect.Id),
    },
    ...groupStep(deps.groups, spec.group, () => ({ containerId, agentName: spec.name })),
    {
      id: 'hand-over',
      label: 'Hand the volumes over to the new user',
      // Runs after `container`, because creating it may give an empty volume the owner that its image declares.
      after: ['container'],
      async run({ skip }) {
        const user = compiled().container.User ?? '';
        if (user === inspect.Config.User) return skip();
        await giveVolumesTo(user);
      },
      async undo() {
        if (compiled().container.User !== inspect.Config.User) await giveVolumesTo(inspect.Config.User);
      },
    },
    {
      id: 'start',
      label: 'Start the agent',
      after: ['hand-over', ...(spec.group === null ? [] : ['group'])],
      async run({ signal, skip }) {
        if (!Running) return skip();
        await engine().startContainer(containerId);
        // Waits before the old container is removed: a command that the new container cannot run must fail before that.
        await waitForStart(engine(), containerId, spec.command, {
          clock: deps.clock,
          processesVisible: tierOf(spec.isolation.runtime, deps.facts()) === 'container',
          signal,
        });
      },
    },
    {
      id: 'remove-old',
      label: 'Remove the old container',
      after: ['start'],
      async run({ detail }) {
        try {
          await engine().removeContainer(inspect.Id);
          await removeRunImages(deps, agentId, snapshot);
        } catch (error) {
          // The new container runs. An undo to a container that may be removed already would lose the agent.
          deps.logger.warn('the old container stays', { agentId, containerId: inspect.Id, error });
          detail('It could not be removed and stays, stopped.');
        }
      },
    },
  ];
}

async function removeOthers(deps: RecreateDeps, agentId: string, keptId: string): Promise<void> {
  const engine = deps.engine();
  const label = [`${AGENT_LABEL}=${agentId}`, `${ROLE_LABEL}=agent`];
  const others = (await engine.listContainers({ label })).filter(({ Id }) => Id !== keptId);
  await Promise.all(others.map(({ Id }) => engine.removeContainer(Id)));
}

/**
 * Removes images that no container of the agent runs any more. An image that another container runs is a `conflict` and
 * stays.
 */
async function removeRunImages(deps: RecreateDeps, agentId: string, kept: string | undefined): Promise<void> {
  const engine = deps.engine();
  const label = [`${AGENT_LABEL}=${agentId}`, `${ROLE_LABEL}=run`];
  const images = await engine.listImages({ label });
  for (const reference of images.flatMap(({ RepoTags }) => RepoTags ?? []))
    if (reference !== kept) await engine.removeImage(reference);
}
