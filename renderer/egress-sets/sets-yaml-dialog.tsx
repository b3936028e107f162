import { setsFileSchema } from '../../electron/contract/files/egress-file.ts';
import { reviewSets } from '../../electron/contract/files/review.ts';
import { YamlDialog } from '../egress/yaml-dialog.tsx';
import { openDialog } from '../store/actions.ts';
import { selectOwnSets } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { saveSets, usersOfSet } from './save-sets.ts';

/** All of a person's own sets as YAML. */
export function SetsYamlDialog() {
  const sets = useStore(selectOwnSets);
  const current = { version: 1 as const, sets };
  const used = new Set(sets.map(({ id }) => id).filter((id) => usersOfSet(id).length > 0));
  return (
    <YamlDialog
      title="Rule sets as YAML"
      description="All of your own sets. Save them, open another file, or edit them here. Nothing changes before you apply."
      fileName="bulkhead-rule-sets.yaml"
      current={current}
      schema={setsFileSchema}
      review={(file) => reviewSets(current, file, used)}
      onApply={({ sets: next }) => saveSets(next)}
      onClose={() => openDialog({ kind: 'settings', section: 'sets' })}
    />
  );
}
