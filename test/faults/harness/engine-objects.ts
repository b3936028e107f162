import { call } from '../../../scripts/engine/api.mjs';
import { testEngine } from '../../harness/engine/engine.ts';

export interface EngineObject {
  kind: 'container' | 'network' | 'volume' | 'image';
  id: string;
  name: string;
  /** All names of an image. */
  names: readonly string[];
  /** Image of a container. */
  image?: string;
  agentId: string | undefined;
  role: string | undefined;
  /** State of a container. */
  state?: string;
  labels: Readonly<Record<string, string>>;
}

interface Listed {
  Id?: string;
  Name?: string;
  Names?: string[];
  RepoTags?: string[] | null;
  State?: string;
  Image?: string;
  Labels?: Record<string, string> | null;
}

const PREDEFINED = new Set(['bridge', 'host', 'none']);

/** Roles of the app's containers that run now. */
export async function runningRoles(): Promise<string[]> {
  const running = (await call(testEngine().socket, 'GET', '/containers/json')) as Listed[];
  return running.flatMap(({ Labels }) => Labels?.['dev.bulkhead.role'] ?? []);
}

/** Reads all objects on the engine, independently of the app. */
export async function engineObjects(): Promise<EngineObject[]> {
  const { socket } = testEngine();
  const list = async (path: string) => (await call(socket, 'GET', path)) as Listed[];
  const { Volumes } = (await call(socket, 'GET', '/volumes')) as { Volumes: Listed[] | null };
  const networks = (await list('/networks')).filter(({ Name }) => !PREDEFINED.has(Name ?? ''));
  return [
    ...(await list('/containers/json?all=1')).filter(isThere).map((each) => object('container', each)),
    ...networks.map((each) => object('network', each)),
    ...(Volumes ?? []).map((each) => object('volume', each)),
    ...(await list('/images/json')).map((each) => object('image', each)),
  ];
}

/** An engine that was killed while it removed a container lists it until its next start, and knows nothing else of it. */
const isThere = ({ State, Names }: Listed) => State !== 'dead' || (Names ?? []).length > 0;

function object(kind: EngineObject['kind'], listed: Listed): EngineObject {
  const labels = listed.Labels ?? {};
  const name = listed.Names?.[0]?.slice(1) ?? listed.Name ?? listed.RepoTags?.[0] ?? listed.Id ?? '';
  return {
    kind,
    id: listed.Id ?? name,
    name,
    names: listed.RepoTags ?? [],
    ...(listed.Image === undefined ? {} : { image: listed.Image }),
    agentId: labels['dev.bulkhead.agent'],
    role: labels['dev.bulkhead.role'],
    ...(listed.State === undefined ? {} : { state: listed.State }),
    labels,
  };
}

/** Resolves to the engine's full report of an object; empty when the object has gone since it was listed. */
export async function inspectText({ kind, id, name }: EngineObject): Promise<string> {
  const place = {
    container: `/containers/${id}/json`,
    network: `/networks/${id}`,
    volume: `/volumes/${name}`,
    image: `/images/${id}/json`,
  }[kind];
  try {
    return JSON.stringify(await call(testEngine().socket, 'GET', place));
  } catch (error) {
    if (/: 404 /.test(String(error))) return '';
    throw error;
  }
}
