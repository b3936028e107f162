import { type LifeForm, lifeFrom } from '../agent-form/life-form.ts';
import { NumberField } from '../ui/fields/number-field.tsx';
import { Switch } from '../ui/fields/switch.tsx';

/** The fields of an agent's life. */
export function LifeFields({
  form,
  change,
  disabled = false,
}: {
  form: LifeForm;
  change: (change: Partial<LifeForm>) => void;
  disabled?: boolean;
}) {
  const checked = lifeFrom(form);
  return (
    <div className="flex max-w-2xl flex-col gap-3">
      <NumberField
        label="Idle time before it is stopped"
        className="w-80"
        min={1}
        max={1440}
        step={5}
        unit="minutes"
        value={form.idleStopMinutes}
        disabled={disabled}
        onValueChange={(idleStopMinutes) => change({ idleStopMinutes })}
        error={'problem' in checked ? checked.problem : undefined}
        hint="Without output, CPU or typing. Empty: never."
      />
      <Switch
        label="Wake for a console"
        description="Opening a console starts the agent when it is stopped."
        checked={form.startOnConsole}
        disabled={disabled}
        onCheckedChange={(startOnConsole) => change({ startOnConsole })}
      />
      <Switch
        label="Run when Bulkhead opens"
        description="Starts together with the app."
        checked={form.startOnLaunch}
        disabled={disabled}
        onCheckedChange={(startOnLaunch) => change({ startOnLaunch })}
      />
      <Switch
        label="Throw away when it ends"
        description="Once it stops, the agent goes with its home and its workspace volume. Host folders are not touched."
        checked={form.removeWhenStopped}
        disabled={disabled}
        onCheckedChange={(removeWhenStopped) => change({ removeWhenStopped })}
      />
    </div>
  );
}
