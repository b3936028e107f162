import type { Locator, Page } from '@playwright/test';

/** The view that compares the attempts of a task. */
export class ComparePage {
  /** A row for each attempt, below the head. */
  readonly attempts: Locator;
  readonly files: Locator;
  /** The diff of each outcome of the shown file, with its head. */
  readonly outcomes: Locator;
  readonly bar: Locator;
  readonly apply: Locator;
  readonly undo: Locator;
  readonly discardRest: Locator;
  readonly applyDialog: Locator;

  constructor(window: Page) {
    this.attempts = window.getByRole('table', { name: 'Attempts to compare' });
    this.files = window.getByRole('grid', { name: 'Changed files' });
    this.outcomes = window.getByRole('region', { name: 'Differences' });
    this.bar = window.getByRole('region', { name: 'Picked files' });
    this.apply = this.bar.getByRole('button', { name: 'Apply picked…' });
    this.undo = this.bar.getByRole('button', { name: 'Undo apply' });
    this.discardRest = window.getByRole('button', { name: 'Discard the rest…' });
    this.applyDialog = window.getByRole('dialog', { name: 'Apply changes' });
  }

  row(name: RegExp): Locator {
    return this.files.getByRole('row', { name });
  }
}
