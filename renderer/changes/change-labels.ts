import type { BaseKind, ChangeStatus, ChangesSummary, RiskKind } from '../../electron/contract/changes.ts';
import { formatDateTime } from '../format/time.ts';
import type { Tone } from '../ui/tone.ts';

export const statusLook: Record<ChangeStatus, { letter: string; word: string; tone: Tone }> = {
  added: { letter: 'A', word: 'Added', tone: 'success' },
  modified: { letter: 'M', word: 'Modified', tone: 'accent' },
  deleted: { letter: 'D', word: 'Deleted', tone: 'danger' },
  renamed: { letter: 'R', word: 'Renamed', tone: 'accent' },
  'type-changed': { letter: 'T', word: 'Type changed', tone: 'warning' },
  ignored: { letter: 'I', word: 'Ignored by git', tone: 'neutral' },
};

export const riskTitle: Record<RiskKind, string> = {
  'git-hook': 'Git hook',
  'git-config': 'Git settings',
  ci: 'CI file',
  'editor-task': 'Editor task or setting',
  'shell-startup': 'Shell start-up file',
  'tool-startup': 'Start-up file of a tool',
  'package-scripts': 'Package scripts',
  'build-script': 'Build script',
  executable: 'Executable',
  'symlink-outside': 'Symlink out of the folder',
  submodule: 'Submodule',
  'large-file': 'Very large file',
  'agent-instructions': 'Instructions for agents',
};

export const baseLabel: Record<BaseKind, string> = {
  head: 'Last commit',
  baseline: 'Baseline',
  empty: 'Empty volume',
};

/** Describes the base of the comparison in a sentence. */
export function comparison({ base, commit, baselineAt }: ChangesSummary): string {
  switch (base) {
    case 'head':
      return commit ? `Compared with commit ${commit.id}` : 'Compared with a repository without commits';
    case 'baseline':
      return baselineAt
        ? `Compared with the baseline of ${formatDateTime(baselineAt)}`
        : 'Compared with the baseline';
    case 'empty':
      return 'The volume began empty: everything in it is new';
    case null:
      return '';
  }
}
