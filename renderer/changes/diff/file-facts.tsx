import { formatBytes } from '../../format/quantity.ts';
import { Callout } from '../../ui/states/callout.tsx';
import { riskTitle, statusLook } from '../change-labels.ts';
import type { ListedFile } from '../change-list.ts';
import { visibleText } from '../visible-text.ts';

/** What changed in a file besides its lines. */
export function factsOf(file: ListedFile): string {
  const facts = [statusLook[file.status].word];
  if (file.oldPath !== undefined) facts.push(`from ${visibleText(file.oldPath)}`);
  if (file.kind !== 'file') facts.push(file.kind);
  if (file.target !== undefined) facts.push(`→ ${visibleText(file.target)}`);
  if (file.sizeBytes !== undefined) facts.push(formatBytes(file.sizeBytes));
  if (file.executable !== undefined && file.executable !== (file.oldExecutable ?? false)) {
    facts.push(file.executable ? 'now executable' : 'no longer executable');
  }
  return facts.join(' · ');
}

/** Why a person should look closely at a file; nothing for a file without risks. */
export function FileRisks({ file }: { file: ListedFile }) {
  if (file.risks.length === 0) return null;
  return (
    <Callout tone="warning" className="mx-4 my-2 shrink-0" title="Look closely">
      <ul>
        {file.risks.map(({ kind, detail }) => (
          <li key={kind}>
            {riskTitle[kind]}: {visibleText(detail)}.
          </li>
        ))}
      </ul>
    </Callout>
  );
}
