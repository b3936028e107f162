import { chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchPlan } from '../../../scripts/app/launch-plan.mjs';

/** A project with one file, of the person who uses the app. */
export function personProject(plan: LaunchPlan, name: string, text: string): string {
  const folder = join(plan.home, 'project');
  const file = join(folder, name);
  const { uid, gid } = statSync(plan.home);
  mkdirSync(folder);
  writeFileSync(file, text);
  for (const path of [folder, file]) chownSync(path, uid, gid);
  return folder;
}
