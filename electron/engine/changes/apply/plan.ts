import type { ApplyPlan, Selection } from '../../../contract/apply.ts';
import { ABSENT, type FileChange, MAXIMUM_DIFF_BYTES } from '../../../contract/changes.ts';
import { AppFailure } from '../../../contract/error.ts';
import { readDiff } from '../diff.ts';
import { fullVersions } from '../full-versions.ts';
import { contentRisks, listChanges } from '../list.ts';
import { hostLinkRisks } from './host-link.ts';
import { compareSides, type PlanContext, type PlanEntry, planFile } from './plan-file.ts';
import { planRename } from './plan-rename.ts';
import { type TypeChange, typeChanges } from './type-changes.ts';

const CHANGED = 'It changed since you looked: look at it once more.';
/** How many files that differ on both sides are checked for a merge. Each check reads a file. */
const MAXIMUM_COMPARED = 300;

/** What an apply of the selection would do. Touches nothing; what is not as it was chosen any more is refused. */
export async function planApply(context: PlanContext, selection: Selection): Promise<PlanEntry[]> {
  const { reader, signal } = context;
  const listed = await listChanges(reader, 'baseline', { ignored: true, signal });
  if (!listed) {
    throw new AppFailure({
      type: 'conflict',
      message:
        'The baseline of this copy is missing: what was copied is not known, so nothing can be applied.',
    });
  }
  const changes = new Map(listed.files.map((file) => [file.path, file]));
  for (const [path, { from }] of listed.renames) {
    const change = changes.get(path);
    // Who names the old path means the rename.
    if (change) changes.set(from.path, change);
  }
  const chosen = selection.flatMap(({ path }) => changes.get(path) ?? []);
  const risks = await contentRisks(reader, 'baseline', chosen, signal);
  const versions = await fullVersions(reader, chosen, signal);
  const oldObjects = new Map(listed.output.entries.map(({ path, oldObject }) => [path, oldObject]));
  const types = typeChanges(listed.files);
  const plan: PlanEntry[] = [];
  const planned = new Set<string>();
  let compared = 0;
  const planChange = async (change: FileChange) => {
    const { path } = change;
    const rename = listed.renames.get(path);
    if (rename && change.status === 'renamed') return await planRename(context, change, rename.from);
    const entry = await planFile(context, change, {
      typeChange: types.get(path),
      oldObject: oldObjects.get(path),
    });
    if (entry.state === 'conflict' && compared++ < MAXIMUM_COMPARED) await compareSides(context, entry);
    return entry;
  };
  for (const { path: named, version, hunks } of selection) {
    signal.throwIfAborted();
    const change = changes.get(named);
    if (change) {
      const { path } = change;
      if (planned.has(path)) continue;
      planned.add(path);
      const full = versions.get(path) ?? change.version;
      const entry = await planChange({ ...change, version: full });
      entry.risks = [
        ...entry.risks,
        ...(risks.get(path) ?? []),
        ...(await hostLinkRisks(context.folder, change, entry.risks)),
      ];
      const isAsChosen =
        version === undefined ||
        (named !== path && version === ABSENT) ||
        version === change.version ||
        version === full;
      if (!isAsChosen || (hunks && !(await areThere(context, change, hunks)))) refuse(entry);
      plan.push(entry);
    } else plan.push(unchanged(named));
    context.onProgress?.(plan.length, selection.length);
  }
  await refuseParts(plan, async (path) => {
    const change = changes.get(path);
    return change !== undefined && (await planChange(change)).state === 'same';
  });
  return plan;
}

/** Refuses every part of a type change of which another part is refused, or is neither selected nor on the host already. */
async function refuseParts(
  plan: readonly PlanEntry[],
  isOnHost: (path: string) => Promise<boolean>,
): Promise<void> {
  const states = new Map(plan.map(({ path, state }) => [path, state]));
  const missing = new Map<TypeChange, string | undefined>();
  for (const { typeChange } of plan) {
    if (!typeChange || missing.has(typeChange)) continue;
    missing.set(typeChange, undefined);
    for (const path of typeChange.members) {
      const state = states.get(path);
      if (state === 'refused' || (state === undefined && !(await isOnHost(path)))) {
        missing.set(typeChange, path);
        break;
      }
    }
  }
  for (const entry of plan) {
    const path = entry.typeChange && missing.get(entry.typeChange);
    if (path === undefined || entry.state === 'refused') continue;
    entry.state = 'refused';
    const why = states.has(path) ? 'is not applied' : 'is not selected';
    entry.reason = `“${entry.typeChange?.place}” changes between a folder and a file, which is applied whole: “${path}” ${why}.`;
  }
}

function refuse(entry: PlanEntry): void {
  entry.state = 'refused';
  entry.reason = CHANGED;
}

/** A selected file that is no longer changed. */
function unchanged(path: string): PlanEntry {
  const change: FileChange = { path, status: 'modified', kind: 'file', risks: [] };
  const nothing = { version: ABSENT, hostVersion: ABSENT, risks: [], oldObject: undefined };
  return {
    path,
    status: 'modified',
    state: 'refused',
    reason: CHANGED,
    ...nothing,
    change,
    host: { kind: 'absent' },
  };
}

/** Whether the chosen hunks belong to the present difference. */
async function areThere(
  { reader, signal }: PlanContext,
  { path, oldPath }: Pick<FileChange, 'path' | 'oldPath'>,
  choice: NonNullable<Selection[number]['hunks']>,
): Promise<boolean> {
  const diff = await readDiff(reader, {
    base: 'baseline',
    path,
    oldPath,
    limitBytes: MAXIMUM_DIFF_BYTES,
    signal,
  });
  const last = Math.max(...choice.numbers);
  return !diff.truncated && diff.fingerprint === choice.fingerprint && last < diff.hunks.length;
}

export function toPlan(folder: string, entries: readonly PlanEntry[], writers: readonly string[]): ApplyPlan {
  return {
    folder,
    writers: [...writers],
    files: entries.map(({ path, status, state, reason, mergeable, version, hostVersion, risks, rename }) => ({
      path,
      status,
      ...(rename ? { oldPath: rename.from.path } : {}),
      state,
      version,
      hostVersion,
      risks,
      ...(reason === undefined ? {} : { reason }),
      ...(mergeable === undefined ? {} : { mergeable }),
    })),
  };
}
