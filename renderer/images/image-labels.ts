import type { ListedAgentType } from '../../electron/contract/agent-type.ts';
import type { ListedImage } from '../../electron/contract/images.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';

/** The purpose of an image, in words. */
export function roleLabel(image: ListedImage, types: readonly ListedAgentType[]): string {
  switch (image.role) {
    case 'type': {
      const type = types.find(({ id }) => id === image.typeId);
      const label = type?.status === 'ok' ? type.label : (image.typeId ?? 'an agent type');
      return image.references.length > 0 ? `Agent type ${label}` : `Former image of ${label}`;
    }
    case 'base':
      return 'Made ready for an agent';
    case 'snapshot':
      return 'Snapshot of an agent';
    case 'run':
      return 'What a restored agent runs';
    case 'gateway':
      return 'Gateway';
    case 'toolbox':
      return 'Toolbox';
    case 'foreign':
      return 'Not ours';
    default:
      return assertNever(image.role);
  }
}

/** A name for a person: the first reference, or the beginning of its id. */
export function nameOf({ references, id }: Pick<ListedImage, 'references' | 'id'>): string {
  return references[0] ?? id.replace(/^sha256:/, '').slice(0, 12);
}

/** Parses `NAME=value` lines as build arguments; `wrong` is the first invalid line. */
export function readBuildArgs(text: string): { args: Record<string, string> } | { wrong: string } {
  const args: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return { wrong: line.trim() };
    args[name] = value.trim();
  }
  return { args };
}
