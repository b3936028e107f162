import type { Endpoint, EngineState } from '../../contract/engine.ts';
import type { OwnEngineSource } from '../../contract/own-engine.ts';
import { type Machine, type Program, unsuitableFor } from './machine.ts';
import { commandFor, missingParts } from './missing-parts.ts';
import { type Places, placeProblem } from './places.ts';
import { RELEASED, releaseFor } from './releases.ts';

/** Why the engine is not started here: the machine is none for it, or there is another engine already. */
export function refusalOf(options: {
  machine: Pick<Machine, 'platform' | 'uid'>;
  places: Places;
  /** The engine that the person, the environment or a Docker context names. */
  named: Endpoint | undefined;
  state: EngineState;
}): string | undefined {
  const { machine, places, named, state } = options;
  const reason = unsuitableFor(machine) ?? placeProblem(places);
  if (reason !== undefined) return reason;
  const { url } = places.endpoint;
  if (named && named.url !== url) return `${namer(named)} names another engine, ${named.url}.`;
  if (state.status === 'connected' && state.endpoint.url !== url)
    return `An engine answers already at ${state.endpoint.url}.`;
  return undefined;
}

function namer({ source, label }: Endpoint): string {
  return source === 'settings' ? 'Your choice of a socket' : label;
}

/**
 * The sources of its programs on this machine, the likeliest first: what it has used before, then what lacks nothing,
 * then the packages of the distribution, which are kept up to date with the system.
 */
export function sourcesOf(machine: Machine, isDownloaded: boolean): OwnEngineSource[] {
  const fromPackages = sourceOf('packages', machine, []);
  const release = releaseFor(machine.arch);
  if (!release) return [fromPackages];
  const fromDownload = { ...sourceOf('download', machine, RELEASED), version: release.version };
  const isDownloadFirst =
    isDownloaded || (fromPackages.missing.length > 0 && fromDownload.missing.length === 0);
  return isDownloadFirst ? [fromDownload, fromPackages] : [fromPackages, fromDownload];
}

function sourceOf(
  kind: OwnEngineSource['kind'],
  machine: Machine,
  supplied: readonly Program[],
): OwnEngineSource {
  const command = commandFor(machine, supplied);
  return {
    kind,
    missing: missingParts(machine, supplied).map(({ name }) => name),
    ...(command === undefined ? {} : { command }),
  };
}

/** Says what keeps the engine from starting. */
export function lackMessage(missing: readonly string[], command: string | undefined): string {
  const advice = command === undefined ? '' : ` An administrator brings it with: ${command}`;
  return `The app’s own engine needs what this machine lacks: ${missing.join(', ')}.${advice}`;
}
