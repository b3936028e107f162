import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { CallOutput } from '../../contract/registry.ts';
import { baseImageFor } from '../images/base-image-tag.ts';
import { inspectIfPresent } from '../images/present.ts';
import { agentUser } from '../objects/agent-user.ts';
import { chooseSubnet } from '../objects/subnet.ts';
import { type Allocation, compile } from '../sandbox/compile.ts';
import { dockerRun } from '../sandbox/docker-run.ts';
import { agentCredentials, checkCredentials } from '../secrets/agent-credentials.ts';
import { FOLDER_FIELD } from '../workspace/check-folder.ts';
import { checkWorkspace } from '../workspace/check-workspace.ts';
import { findMasks } from '../workspace/masks.ts';
import { checkSpec, warningsFor } from './check-spec.ts';
import { takenSubnets, type Workshop } from './workshop.ts';

export interface CheckInput {
  spec: AgentSpec;
  seccompProfile?: string | undefined;
  /** Fields whose risk the person took. */
  confirmed: readonly string[];
}

/**
 * Checks what is asked for against the engine and this machine. Throws the first problem, with its field; resolves to
 * the spec to go on with, in which the workspace is named by its real path: a link changed later leads nowhere else.
 */
export async function checkAgent(
  workshop: Workshop,
  { spec: wanted, seccompProfile, confirmed }: CheckInput,
  signal: AbortSignal,
): Promise<AgentSpec> {
  const spec = await workshop.images.withCurrentImage(wanted, signal);
  const containers = await workshop.engine().listContainers({}, { signal });
  const names = containers.flatMap((container) => container.Names).map((name) => name.replace(/^\//, ''));
  checkSpec(spec, workshop.facts(), { names, seccompProfile });
  checkCredentials(spec, workshop.secrets.list());
  workshop.admit?.(undefined, spec.resources);
  const workspace = await checkWorkspace(workshop, spec, confirmed.includes(FOLDER_FIELD));
  return { ...spec, workspace };
}

const EMPTY_COPY =
  '# The workspace volume is empty here: the app fills it, and keeps a baseline, before the start.\n';

/** The equivalent commands, and what the person should know; for a spec that `checkAgent` let through. */
export async function describeAgent(
  workshop: Workshop,
  spec: AgentSpec,
  signal: AbortSignal,
): Promise<CallOutput<'agent.check'>> {
  const facts = workshop.facts();
  // An id that stays the same while the person types, unless the name changes.
  const agentId = createHash('sha256').update(spec.name).digest('hex').slice(0, 12);
  const credentials = await agentCredentials(spec, workshop.secrets, 'names');
  const { workspace } = spec;
  const [taken, image, masks] = await Promise.all([
    takenSubnets(workshop, signal),
    runnableImage(workshop, spec, credentials, signal),
    workspace.kind === 'host-folder' ? findMasks(workspace, signal) : undefined,
  ]);
  const { seccomp } = spec.isolation;
  const compiled = compile(spec, facts, {
    agentId,
    version: workshop.version,
    person: workshop.machine.person,
    subnet: chooseSubnet(agentId, taken),
    ...(image ? { image } : {}),
    ...(masks ? { masked: masks.found } : {}),
    ...(credentials ? { credentials } : {}),
    // The commands name the profile's file and do not repeat its text.
    ...(seccomp.kind === 'default' ? {} : { seccompProfile: '' }),
  });
  const seccompPath = seccomp.kind === 'custom' ? seccomp.name : workshop.tightenedProfilePath;
  const running = workshop.agents().filter(({ status }) => status === 'running' || status === 'paused');
  const committedBytes = running.reduce((sum, { limits }) => sum + limits.memoryBytes, 0);
  return {
    dockerRun: (workspace.kind === 'copy' ? EMPTY_COPY : '') + dockerRun(compiled, { seccompPath }),
    warnings: warningsFor(spec, facts, committedBytes),
    ...(masks
      ? {
          masks: {
            masked: masks.found.map(({ folder, path }) =>
              workspace.kind === 'host-folder' && folder === workspace.path ? path : join(folder, path),
            ),
            unmatched: masks.unmatched,
            isPartial: masks.isPartial,
          },
        }
      : {}),
  };
}

/** The image, when its base image is there too, so that the commands name nothing that the engine cannot run. */
async function runnableImage(
  workshop: Workshop,
  spec: AgentSpec,
  credentials: Allocation['credentials'],
  signal: AbortSignal,
): Promise<Allocation['image']> {
  const found = await inspectIfPresent(workshop.engine(), spec.image, signal);
  if (!found) return undefined;
  const image = { id: found.Id, user: found.Config?.User ?? '' };
  const user = agentUser(spec, workshop.facts(), workshop.machine.person);
  const { tag } = baseImageFor(image, user, workshop.version, credentials?.authorityPem);
  return (await inspectIfPresent(workshop.engine(), tag, signal)) ? image : undefined;
}
