import { LifeFields } from '../../life/life-fields.tsx';
import { Fold } from '../../ui/layout/fold.tsx';
import { sectionValues } from '../section-values.ts';
import type { FieldsProps } from './fields-props.ts';

/** The agent's life, folded because most agents are started and stopped by hand. */
export function NewAgentLife({ form, change, errors }: FieldsProps) {
  return (
    <Fold
      title="Session life"
      value={sectionValues.life(form)}
      mustShow={errors['life.idleStopMinutes'] !== undefined}
    >
      <LifeFields form={form.life} change={(part) => change({ life: { ...form.life, ...part } })} />
    </Fold>
  );
}
