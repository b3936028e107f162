import type { useEgress } from '../egress/use-egress.ts';
import { Select } from '../ui/fields/select.tsx';

const CHOICES_MS = [0, 10_000, 20_000, 30_000];

/** Whether a request without a rule waits for a person's answer before it is refused. Takes effect at once. */
export function HoldField({ egress }: { egress: ReturnType<typeof useEgress> }) {
  const { state, choosing, choose } = egress;
  if (!state) return null;
  const { holdMs } = choosing?.type === 'set-hold' ? choosing : state.wanted;
  const choices = CHOICES_MS.includes(holdMs) ? CHOICES_MS : [...CHOICES_MS, holdMs].sort((a, b) => a - b);
  return (
    <Select
      label="Requests without a rule"
      options={choices.map((ms) => ({ value: String(ms), label: labelOf(ms) }))}
      value={String(holdMs)}
      disabled={choosing !== undefined}
      onValueChange={(next) => void choose({ type: 'set-hold', holdMs: Number(next) })}
      hint="A blocked request shows as a card below the tabs. One that waits continues when you allow it there."
      className="max-w-xs"
    />
  );
}

function labelOf(ms: number): string {
  return ms === 0 ? 'Are refused at once' : `Wait ${ms / 1_000} s for my answer`;
}
