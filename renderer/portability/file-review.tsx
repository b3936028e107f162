import { IconAlertTriangle, IconCheck } from '../ui/icons.ts';
import type { Allowance } from './allowances/allowance.ts';

/** The permissions of an agent made from a file, and the references that this machine lacks. */
export function FileReview({
  allowances,
  missing,
}: {
  allowances: readonly Allowance[];
  missing: readonly string[];
}) {
  return (
    <section aria-label="What it would be allowed" className="flex flex-col gap-2">
      <h3 className="font-medium">What it would be allowed</h3>
      <ul className="flex max-h-64 flex-col gap-1 overflow-y-auto text-sm">
        {allowances.map(({ text, risk }) => (
          <li key={text} className="flex items-start gap-2">
            {risk ? (
              <IconAlertTriangle aria-label="Risk" size={14} className="mt-0.5 shrink-0 text-paused" />
            ) : (
              <IconCheck aria-hidden size={14} className="mt-0.5 shrink-0 text-subtle" />
            )}
            <span className="min-w-0 break-words">{text}</span>
          </li>
        ))}
      </ul>
      {missing.map((text) => (
        <p key={text} className="text-paused text-sm">
          {text}
        </p>
      ))}
    </section>
  );
}
