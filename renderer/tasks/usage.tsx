import type { Attempt } from '../../electron/contract/task.ts';
import { addCosts, usageDetail, usageText } from './usage-text.ts';

/** What attempts used together, by their programs' word; nothing while none of them said any. */
export function Usage({ attempts }: { attempts: readonly Attempt[] }) {
  const usages = attempts.flatMap(({ usage }) => usage ?? []);
  const cost = addCosts(attempts.flatMap((attempt) => attempt.cost ?? []));
  const text = usageText(usages, cost);
  if (text === undefined) return null;
  return (
    <span className="figures whitespace-nowrap text-subtle" title={usageDetail(usages, cost)}>
      {text}
    </span>
  );
}
