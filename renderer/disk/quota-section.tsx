import { useState } from 'react';
import type { DiskQuota } from '../../electron/contract/disk.ts';
import { exactSize, parseMemory } from '../../electron/contract/sizes.ts';
import { showFailure } from '../errors/error-steps.ts';
import { formatBytes } from '../format/quantity.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Select } from '../ui/fields/select.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Section } from '../ui/layout/section.tsx';

const actions = [
  { value: 'warn', label: 'Tell me' },
  { value: 'pause', label: 'Freeze the agent' },
  { value: 'stop', label: 'End the agent' },
] as const;

/** A soft limit for what the agent keeps on the engine. */
export function QuotaSection({ agentId }: { agentId: string }) {
  const { data, reload } = useEngineCall('disk.quotas', {}, agentId);
  const state = data?.[agentId];
  const [typed, setTyped] = useState<string>();
  const [chosen, setChosen] = useState<DiskQuota['action']>();
  const [problem, setProblem] = useState<string>();
  const size = typed ?? (state ? exactSize(state.quota.bytes) : '');
  const action = chosen ?? state?.quota.action ?? 'warn';
  const save = () => {
    const parsed = size.trim() === '' ? undefined : parseMemory(size);
    if (parsed && !parsed.ok) return setProblem(parsed.message);
    setProblem(undefined);
    callEngine('disk.set-quota', { agentId, quota: parsed ? { bytes: parsed.bytes, action } : null }).then(
      () => {
        setTyped(undefined);
        setChosen(undefined);
        reload();
      },
      (thrown: unknown) => showFailure('The disk quota could not be saved', thrown, { agentId }),
    );
  };
  return (
    <Section title="Disk quota">
      <div className="grid max-w-160 grid-cols-[1fr_1fr_auto] items-end gap-3">
        <TextField
          label="Disk quota"
          placeholder="No quota"
          value={size}
          error={problem}
          onValueChange={setTyped}
        />
        <Select label="When it is exceeded" options={actions} value={action} onValueChange={setChosen} />
        <Button onClick={save} disabled={typed === undefined && chosen === undefined}>
          Save quota
        </Button>
      </div>
      <p className="text-muted text-sm">
        {state?.usedBytes === undefined ? '' : `${formatBytes(state.usedBytes)} used when last measured. `}
        Container layer, workspace and home volumes together. Engines cannot enforce this: Bulkhead measures
        once a minute while it runs, so an agent may be over for a moment. Host folders do not count.
      </p>
    </Section>
  );
}
