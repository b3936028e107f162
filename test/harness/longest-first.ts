import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Engine tests that take over half a minute, the longest first. */
const LONGEST = [
  'verification-broken',
  'agent-types',
  'docs-cli',
  'faults',
  'mcp',
  'verification',
  'groups',
  'snapshots',
  'stats',
  'tasks',
];

/**
 * Begins with the longest files, so that no worker is alone with one of them at the end. Vitest orders by durations of
 * earlier runs, which a clean checkout does not have, and then by the sizes of files.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const engine = sorted.filter(({ project }) => project.name === 'engine');
    const first = engine[0] ? sorted.indexOf(engine[0]) : 0;
    const others = sorted.filter((file) => !engine.includes(file));
    engine.sort((a, b) => rankOf(a.moduleId) - rankOf(b.moduleId));
    return [...others.slice(0, first), ...engine, ...others.slice(first)];
  }
}

function rankOf(moduleId: string): number {
  const rank = LONGEST.indexOf(basename(moduleId, '.test.ts'));
  return rank === -1 ? LONGEST.length : rank;
}
