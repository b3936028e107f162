import { chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchPlan } from '../../../scripts/app/launch-plan.mjs';

/** A folder of the person's own types, as they would make it. */
export function ownType(plan: LaunchPlan, id: string, files: Record<string, string>): void {
  const { uid, gid } = statSync(plan.home);
  const folder = join(plan.userData, 'agent-types', id);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const path of [plan.userData, join(folder, '..'), folder]) chownSync(path, uid, gid);
}
