import { lazy } from 'react';

/**
 * What the first paint does without: the terminal, the dialogs and the views of one agent are most of the page's code.
 * They are read right after it.
 */
export const AgentPage = lazy(() =>
  import('./agent-page.tsx').then((module) => ({ default: module.AgentPage })),
);
export const TasksPage = lazy(() =>
  import('../tasks/tasks-page.tsx').then((module) => ({ default: module.TasksPage })),
);
export const ConsoleFollowers = lazy(() =>
  import('./console-followers.ts').then((module) => ({ default: module.ConsoleFollowers })),
);
export const Dialogs = lazy(() => import('./dialogs.tsx').then((module) => ({ default: module.Dialogs })));
