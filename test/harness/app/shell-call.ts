import type { Page } from '@playwright/test';
import type { ShellAnswer, ShellBridge } from '../../../electron/contract/bridge.ts';
import type { ShellCallName, ShellInput, ShellOutput } from '../../../electron/contract/shell.ts';

/** Calls Electron's main process as the page of a window does. */
export async function callShell<N extends ShellCallName>(
  page: Page,
  name: N,
  input: ShellInput<N>,
): Promise<ShellOutput<N>> {
  const call = async ([called, given]: [string, unknown]): Promise<ShellAnswer> =>
    await (window as unknown as { bulkhead: ShellBridge }).bulkhead.invoke(called, given);
  const answer = await page.evaluate(call, [name, input] as [string, unknown]);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.output as ShellOutput<N>;
}
