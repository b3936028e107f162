import type { RiskKind } from '../../../contract/changes.ts';
import { agentInstructions } from './agents.ts';
import { builds } from './builds.ts';
import { continuousIntegration } from './continuous-integration.ts';
import { editors } from './editors.ts';
import { gitHooks, gitSettings, gitSubmodules } from './git.ts';
import type { RiskPattern } from './risk-pattern.ts';
import { shells, toolStartup } from './shells.ts';

const ALL = [
  gitHooks,
  gitSettings,
  gitSubmodules,
  continuousIntegration,
  editors,
  shells,
  toolStartup,
  builds,
  agentInstructions,
];

interface Compiled {
  kind: RiskKind;
  why: string;
  test: RegExp;
}

const COMPILED: readonly Compiled[] = ALL.flatMap(({ kind, patterns }) =>
  patterns.map((pattern) => ({ kind, why: pattern.why, test: expressionOf(pattern) })),
);

/** What the names on a path say about it. `path` is in lower case; a folder's ends with "/". */
export function risksOfPath(path: string): { kind: RiskKind; detail: string }[] {
  return COMPILED.filter(({ test }) => test.test(path)).map(({ kind, why }) => ({ kind, detail: why }));
}

function expressionOf({ paths }: RiskPattern): RegExp {
  const each = paths
    .trim()
    .split(/\s+/)
    .map((path) => {
      const top = path.startsWith('/') ? '^' : '(?:^|/)';
      const names = path
        .replace(/^\//, '')
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^/]*');
      return `${top}${names}${path.endsWith('/') ? '' : '$'}`;
    });
  return new RegExp(each.join('|'));
}
