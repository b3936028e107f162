import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShownSettings } from '../../../electron/engine/workspace/masking/shown-settings.ts';
import type { Scope } from '../../../electron/lib/scope.ts';

/** The copies of git's settings, in a folder of the test. */
export function testShownSettings(scope: Scope): ShownSettings {
  const root = mkdtempSync(join(tmpdir(), 'shown-settings-'));
  scope.add(() => rmSync(root, { recursive: true, force: true }));
  return new ShownSettings(root);
}
