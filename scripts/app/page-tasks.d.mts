import type { Page } from '@playwright/test';

export function recordTasks(page: Page): Promise<() => Promise<number[]>>;
