import { createHash } from 'node:crypto';
import { withActing } from '../../contract/acting.ts';
import type { Agent } from '../../contract/agent.ts';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { CallOutput } from '../../contract/registry.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import type { Consent } from '../consent/consent.ts';
import { agreeToMcp } from '../egress/app-access/agree-to-mcp.ts';
import { checkArchitecture } from '../images/architecture.ts';
import { baseImageFor } from '../images/base-image-tag.ts';
import { inspectIfPresent } from '../images/present.ts';
import type { ImageProvider } from '../images/provide-image.ts';
import { addedRoots } from '../images/trust.ts';
import { type SubnetDeps, takenSubnets } from '../networks/taken-subnets.ts';
import { agentUser } from '../objects/agent-user.ts';
import { chooseSubnet } from '../objects/subnet.ts';
import { type Allocation, compile } from '../sandbox/compile.ts';
import { dockerRun, groupCommands } from '../sandbox/docker-run.ts';
import { agentCredentials, checkCredentials } from '../secrets/agent-credentials.ts';
import { agreeToDelivery } from '../secrets/agree-to-delivery.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { FOLDER_FIELD } from '../workspace/check-folder.ts';
import { checkWorkspace, type WorkspaceCheckDeps } from '../workspace/check-workspace.ts';
import type { Machine } from '../workspace/machine.ts';
import { findHiddenPlaces } from '../workspace/masking/hidden-places.ts';

import { checkSpec, warningsFor } from './check-spec.ts';

export interface CheckDeps extends WorkspaceCheckDeps, SubnetDeps {
  machine: Machine;
  images: Pick<ImageProvider, 'withCurrentImage'>;
  types: Pick<AgentTypes, 'usable'>;
  secrets: SecretProvider;
  /** Authorities (PEM) of the person's organisation. */
  hostRoots?: () => string | undefined;
  /** All current agents. */
  agents(): readonly Agent[];
  /** Throws when an agent with these limits does not fit beside the running agents (see lifecycle/admission.ts). */
  admit?(agentId: string | undefined, limits: AgentLimits): void;
  /** The app's version. */
  version: string;
  /** Path of the app's tightened seccomp profile. */
  tightenedProfilePath: string;
}

/** Memory in bytes, and CPUs. */
export interface AgentLimits {
  memoryBytes: number;
  cpus: number;
}

export interface CheckInput {
  spec: AgentSpec;
  seccompProfile?: string | undefined;
  /** Fields whose risk the person confirmed. */
  confirmed: readonly string[];
}

/**
 * Checks a spec against the engine and this machine. Throws the first problem, with its field. Resolves to the spec
 * with the real path of the workspace, so that a link changed later cannot redirect it.
 */
export async function checkAgent(
  deps: CheckDeps,
  { spec: requestedSpec, seccompProfile, confirmed }: CheckInput,
  signal: AbortSignal,
  consent?: Consent,
): Promise<AgentSpec> {
  const spec = await settledSpec(deps, requestedSpec, signal);
  const containers = await deps.engine().listContainers({}, { signal });
  const names = containers.flatMap((container) => container.Names).map((name) => name.replace(/^\//, ''));
  checkSpec(spec, deps.facts(), { names, seccompProfile });
  const image = await inspectIfPresent(deps.engine(), spec.image, signal);
  if (image) checkArchitecture(spec.image, image, deps.facts());
  checkCredentials(spec, deps.secrets.list());
  deps.admit?.(undefined, spec.resources);
  const workspace = await checkWorkspace(deps, spec, {
    confirmed: confirmed.includes(FOLDER_FIELD),
    consent,
  });
  if (consent) {
    await agreeToDelivery(consent, spec, [], deps.secrets.list(), signal);
    if (spec.egress.mcp) await agreeToMcp(consent, spec.name, spec.egress.mcp, signal);
  }
  return { ...spec, workspace };
}

/**
 * The spec with an image that the engine has or can have, and with the start command of its choice to ask: no program can
 * send another one under that name. What it says of a type that is gone stays.
 */
export async function settledSpec(
  deps: Pick<CheckDeps, 'images' | 'types'>,
  requested: AgentSpec,
  signal: AbortSignal,
): Promise<AgentSpec> {
  const spec = await deps.images.withCurrentImage(requested, signal);
  const type = await deps.types.usable(spec.type);
  return type ? withActing(spec, type, spec.actsWithoutAsking) : spec;
}

const EMPTY_COPY =
  '# The workspace volume is empty here: the app fills it, and keeps a baseline, before the start.\n';

/** Resolves to the equivalent commands and the warnings for a spec that passed `checkAgent`. */
export async function describeAgent(
  deps: CheckDeps,
  spec: AgentSpec,
  signal: AbortSignal,
): Promise<CallOutput<'agent.check'>> {
  const facts = deps.facts();
  // The id depends on the name alone, so it stays the same while the person edits other fields.
  const agentId = createHash('sha256').update(spec.name).digest('hex').slice(0, 12);
  const credentials = await agentCredentials(spec, deps.secrets, 'names');
  const { workspace } = spec;
  const [usedSubnets, image, masks] = await Promise.all([
    takenSubnets(deps, signal),
    runnableImage(deps, spec, credentials, signal),
    findHiddenPlaces(workspace, signal),
  ]);
  const { seccomp } = spec.isolation;
  const compiled = compile(spec, facts, {
    agentId,
    version: deps.version,
    person: deps.machine.person,
    subnet: chooseSubnet(agentId, usedSubnets),
    ...(image ? { image } : {}),
    ...(masks && workspace.kind === 'host-folder' ? { masked: masks.found } : {}),
    ...(credentials ? { credentials } : {}),
    hostRootsPem: deps.hostRoots?.(),
    // The commands refer to the profile's file, so they do not need its text.
    ...(seccomp.kind === 'default' ? {} : { seccompProfile: '' }),
  });
  const seccompPath = seccomp.kind === 'custom' ? seccomp.name : deps.tightenedProfilePath;
  const running = deps.agents().filter(({ status }) => status === 'running' || status === 'paused');
  const committedBytes = running.reduce((sum, { limits }) => sum + limits.memoryBytes, 0);
  return {
    dockerRun: [
      (workspace.kind === 'copy' ? EMPTY_COPY : '') + dockerRun(compiled, { seccompPath }),
      ...(spec.group === null ? [] : [groupCommands(spec.group, spec.name)]),
    ].join('\n'),
    warnings: warningsFor(spec, facts, committedBytes, deps.machine.uid),
    ...(masks
      ? { masks: { places: masks.places, unmatched: masks.unmatched, isPartial: masks.isPartial } }
      : {}),
  };
}

/**
 * Resolves to the image if its base image exists too, so that the commands refer only to images that the engine can
 * run.
 */
async function runnableImage(
  deps: CheckDeps,
  spec: AgentSpec,
  credentials: Allocation['credentials'],
  signal: AbortSignal,
): Promise<Allocation['image']> {
  const inspected = await inspectIfPresent(deps.engine(), spec.image, signal);
  if (!inspected) return undefined;
  const image = { id: inspected.Id, user: inspected.Config?.User ?? '' };
  const user = agentUser(spec, deps.facts(), deps.machine.person);
  const { tag } = baseImageFor(
    image,
    user,
    deps.version,
    addedRoots(credentials?.authorityPem, deps.hostRoots?.()),
  );
  return (await inspectIfPresent(deps.engine(), tag, signal)) ? image : undefined;
}
