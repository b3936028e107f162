import { EGRESS_MODE_LABELS } from '../egress-mode.ts';
import type { WrittenRule } from '../egress-rule.ts';
import type { EgressSet } from '../egress-sets.ts';
import { scopeLabel } from '../rule-scope.ts';
import type { EgressFile, SetsFile } from './egress-file.ts';

/** The changes that a file would make, one a line, and notes about them. */
export interface Review {
  added: readonly string[];
  removed: readonly string[];
  warnings: readonly string[];
}

function compare(before: readonly string[], after: readonly string[], warnings: string[]): Review {
  const [old, next] = [new Set(before), new Set(after)];
  return {
    added: [...next].filter((line) => !old.has(line)),
    removed: [...old].filter((line) => !next.has(line)),
    warnings,
  };
}

function ruleLine(rule: WrittenRule): string {
  const note = rule.note ? ` # ${rule.note}` : '';
  return `${rule.effect === 'deny' ? 'Deny' : 'Allow'} ${rule.host}: ${scopeLabel(rule)}${note}`;
}

function egressLines(file: EgressFile): string[] {
  return [
    `Egress ${EGRESS_MODE_LABELS[file.mode]}`,
    ...file.allowedDomains.map((domain) => `Allowed domain ${domain}`),
    ...file.rules.map(ruleLine),
    ...file.sets.map((id) => `Set ${id}`),
    ...file.services.map(
      ({ name, host, address, port }) => `Host service ${name}: ${host}:${port} is ${address}`,
    ),
  ];
}

/** Returns what a file would change in an agent's egress. `sets` are all existing sets. */
export function reviewEgress(before: EgressFile, after: EgressFile, sets: readonly EgressSet[]): Review {
  const missing = after.sets.filter((id) => !sets.some((set) => set.id === id));
  const newServices = after.services.filter(({ host }) => !before.services.some((old) => old.host === host));
  return compare(egressLines(before), egressLines(after), [
    ...missing.map((id) => `There is no set “${id}” here: it allows nothing until there is one.`),
    ...newServices.map(({ name }) => `“${name}” opens a way into your own network.`),
  ]);
}

function setLines({ sets }: SetsFile): string[] {
  return sets.flatMap(({ id, name, description, rules }) => [
    `Set ${id} “${name}”${description ? `: ${description}` : ''}`,
    ...rules.map((rule) => `Set ${id}: ${ruleLine(rule)}`),
  ]);
}

/** Returns what a file would change in a person's own sets. `used` are ids of sets that agents use. */
export function reviewSets(before: SetsFile, after: SetsFile, used: ReadonlySet<string>): Review {
  const removed = before.sets.filter(({ id }) => used.has(id) && !after.sets.some((set) => set.id === id));
  return compare(
    setLines(before),
    setLines(after),
    removed.map(({ name }) => `Agents use “${name}”: without it they lose what it allows, at once.`),
  );
}
