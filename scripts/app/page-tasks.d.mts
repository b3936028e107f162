import type { Page } from '@playwright/test';

export interface PageTask {
  at: number;
  ms: number;
  processorMs: number;
}

export function recordTasks(page: Page): Promise<() => Promise<PageTask[]>>;
