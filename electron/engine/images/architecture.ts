import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';

/** What a machine runs, by its kernel's name for itself, in the words of images; 64-bit kernels run 32-bit programs too. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['amd64', '386'],
  amd64: ['amd64', '386'],
  i686: ['386'],
  aarch64: ['arm64', 'arm'],
  arm64: ['arm64', 'arm'],
  armv7l: ['arm'],
  armv6l: ['arm'],
};

/** Engines that bring an emulation of the other architecture. */
const EMULATE = /^(Docker Desktop|OrbStack)/;

/** Throws when the engine's machine cannot run programs of the image; names both architectures. Pure. */
export function checkArchitecture(
  reference: string,
  image: { readonly Architecture?: string | undefined },
  facts: Pick<EngineFacts, 'architecture' | 'operatingSystem'>,
): void {
  const runs = RUNS[facts.architecture];
  const wanted = image.Architecture;
  if (!wanted || runs === undefined || runs.includes(wanted) || EMULATE.test(facts.operatingSystem)) return;
  throw new AppFailure({
    type: 'image-not-found',
    field: 'image',
    message: `“${reference}” is an image for ${wanted}, and the engine’s machine is ${runs[0]} (${facts.architecture}): its programs would not start. Remove it from the engine and pull it for ${runs[0]}, or choose another image.`,
    actions: [{ kind: 'choose-image', label: 'Choose another image' }],
  });
}
