import { useState } from 'react';
import { LifeFields } from '../../life/life-fields.tsx';
import { Button } from '../../ui/buttons/button.tsx';
import { IconClockPause } from '../../ui/icons.ts';
import type { FieldsProps } from './fields-props.ts';

/** The agent's life, collapsed because most agents are started and stopped by hand. */
export function NewAgentLife({ form, change, errors }: FieldsProps) {
  const [open, setOpen] = useState(false);
  const isWrong = errors['life.idleStopMinutes'] !== undefined;
  return (
    <div className="flex flex-col gap-3">
      <div>
        <Button
          size="sm"
          variant="ghost"
          icon={IconClockPause}
          className="-ml-2.5"
          aria-expanded={open || isWrong}
          onClick={() => setOpen(!open)}
        >
          Session life
        </Button>
      </div>
      {(open || isWrong) && (
        <LifeFields form={form.life} change={(part) => change({ life: { ...form.life, ...part } })} />
      )}
    </div>
  );
}
