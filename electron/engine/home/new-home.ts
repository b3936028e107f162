import type { AgentSpec } from '../../contract/agent-spec.ts';
import {
  type HomeContent,
  type HomeFile,
  type HomeTemplate,
  homeContents,
  homeFiles,
} from '../../contract/home-file.ts';
import { placeholderOf, type SecretRecord } from '../../contract/secrets.ts';
import { agentAccountFiles } from '../secrets/account-files.ts';
import { workingDirectory } from '../workspace/mounts.ts';
import type { Brought } from './read-bringable.ts';
import { type RegistryEntry, registryFiles } from './registry-files.ts';

/**
 * The files that an agent's home starts with: its type's, the person's own, and those of its accounts and package
 * registries; the later count where several name a value. They hold placeholders of credentials that go through the gateway, and no value. Pure.
 */
export function newHome(
  spec: Pick<AgentSpec, 'secrets' | 'workspace'>,
  templates: readonly HomeTemplate[],
  known: readonly SecretRecord[],
  nowMs: number,
  brought: readonly Pick<Brought, 'files' | 'values'>[] = [],
): HomeFile[] {
  const accounts: HomeContent[] = agentAccountFiles(spec.secrets, known, nowMs)
    .flatMap(({ files }) => files)
    .map(({ path, text }) => ({ path, content: JSON.parse(text) as unknown }));
  const types = homeContents(templates, workingDirectory(spec), placeholdersByProvider(spec.secrets, known));
  const values = brought.flatMap((each) => each.values);
  const registries = registryFiles(registriesOf(spec.secrets, known));
  const merged = homeFiles([...types, ...values, ...accounts, ...registries]);
  const taken = new Set(merged.map(({ path }) => path));
  return [...merged, ...brought.flatMap(({ files }) => files).filter(({ path }) => !taken.has(path))];
}

function registriesOf(references: AgentSpec['secrets'], known: readonly SecretRecord[]): RegistryEntry[] {
  return references.flatMap(({ secretId, delivery }) => {
    const secret = known.find(({ id }) => id === secretId);
    // A file of the home is never given a value.
    if (secret?.use.kind !== 'registry' || delivery !== 'gateway') return [];
    return [{ registry: secret.use.registry, placeholder: placeholderOf(secret) }];
  });
}

function placeholdersByProvider(
  references: AgentSpec['secrets'],
  known: readonly SecretRecord[],
): Map<string, string | undefined> {
  const placeholders = new Map<string, string | undefined>();
  for (const { secretId, delivery } of references) {
    const secret = known.find(({ id }) => id === secretId);
    // No program reads its key from a file below /run/secrets.
    if (!secret || delivery === 'file') continue;
    const { use } = secret;
    if (use.kind !== 'provider' && use.kind !== 'oauth') continue;
    if (typeof use.provider === 'string' && !placeholders.has(use.provider))
      placeholders.set(use.provider, delivery === 'gateway' ? placeholderOf(secret) : undefined);
  }
  return placeholders;
}
