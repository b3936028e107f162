import type { ElectronApplication } from '@playwright/test';

/** Answers the system's dialogs, which no page can answer; `asked` lists their subjects. */
export async function answerConsent(
  app: ElectronApplication,
  allow: boolean,
): Promise<{ asked(): Promise<string[]> }> {
  await app.evaluate(
    ({ dialog }, response) => {
      const shared = globalThis as { consentAsked?: string[] };
      shared.consentAsked ??= [];
      dialog.showMessageBox = (async (_window: unknown, options: { detail?: string }) => {
        shared.consentAsked?.push(options.detail ?? '');
        return { response, checkboxChecked: false };
      }) as typeof dialog.showMessageBox;
    },
    allow ? 0 : 1,
  );
  return { asked: () => app.evaluate(() => (globalThis as { consentAsked?: string[] }).consentAsked ?? []) };
}
