import { ROLE_LABEL, RUN_LABEL } from '../objects/labels.ts';
import { isOfEarlierRun, type RunMark, runMarkText } from '../objects/run-mark.ts';
import type { Engine } from './engine.ts';

/** Roles of containers that the app makes for one piece of work and removes after it. */
const HELPER_ROLES: readonly (string | undefined)[] = ['probe', 'toolbox', 'canary'];

/** The same engine, with the run's mark on every helper container that is created on it. */
export function markHelpers(engine: Engine, mark: RunMark): Engine {
  return {
    ...engine,
    async createContainer(name, body, options) {
      const { Labels } = body;
      if (!HELPER_ROLES.includes(Labels?.[ROLE_LABEL]))
        return await engine.createContainer(name, body, options);
      const marked = { ...body, Labels: { ...Labels, [RUN_LABEL]: runMarkText(mark) } };
      return await engine.createContainer(name, marked, options);
    },
  };
}

/**
 * Removes the helper containers of earlier runs of this installation, which a crash left. Their programs may still
 * write to volumes: this must be over before anything is recovered.
 */
export async function removeForgottenHelpers(
  engine: Pick<Engine, 'listContainers' | 'removeContainer'>,
  mark: RunMark,
  signal: AbortSignal,
): Promise<void> {
  const marked = await engine.listContainers({ label: [RUN_LABEL] }, { signal });
  const forgotten = marked.filter(
    ({ Labels }) =>
      HELPER_ROLES.includes(Labels[ROLE_LABEL]) && isOfEarlierRun(Labels[RUN_LABEL] ?? '', mark),
  );
  await Promise.all(forgotten.map(({ Id }) => engine.removeContainer(Id, { signal })));
}
