import { type ElectronApplication, expect, type Locator, type Page, type TestInfo } from '@playwright/test';

/**
 * Counts what a person presses with the pointer, in the window and elsewhere, and keeps a picture of each step. What is
 * typed (the task, a code, Enter) is no press.
 */
export class Film {
  readonly #window: Page;
  readonly #testInfo: TestInfo;
  #pictures = 0;
  presses = 0;

  constructor(window: Page, testInfo: TestInfo) {
    this.#window = window;
    this.#testInfo = testInfo;
  }

  async press(target: Locator): Promise<void> {
    this.presses++;
    await target.click();
  }

  /** A press outside of the window: in a dialog of the system, or on a page in the browser. */
  pressElsewhere(): void {
    this.presses++;
  }

  /** Keeps `01-NAME.png` and so on in the test's folder of results. */
  async picture(name: string): Promise<void> {
    this.#pictures++;
    const file = `${String(this.#pictures).padStart(2, '0')}-${name}.png`;
    await this.#window.screenshot({ path: this.#testInfo.outputPath(file), animations: 'disabled' });
  }
}

/** Answers the system’s dialog for a folder. */
export async function chooseFolder(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = (async () => ({
      canceled: false,
      filePaths: [path],
    })) as typeof dialog.showOpenDialog;
  }, folder);
}

/** Keeps the addresses that the app opens in a browser. Returns what takes the last of them. */
export async function browserOf(app: ElectronApplication): Promise<() => Promise<string>> {
  await app.evaluate(({ shell }) => {
    const shared = globalThis as { openedLinks?: string[] };
    shell.openExternal = async (url: string) => {
      shared.openedLinks ??= [];
      shared.openedLinks.push(url);
    };
  });
  return async () => {
    let page: string | undefined;
    // The image may have to be built first.
    await expect
      .poll(
        async () => {
          page ??= await app.evaluate(() => (globalThis as { openedLinks?: string[] }).openedLinks?.pop());
          return page;
        },
        { timeout: 240_000 },
      )
      .toBeDefined();
    return page ?? '';
  };
}
