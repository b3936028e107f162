export interface LaunchPlan {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  /** Where the app's user may write. */
  readonly home: string;
  readonly userData: string;
  /** Deletes the home and the copy of the app. */
  remove(): void;
}
export function planLaunch(options: {
  appFolder?: string;
  display?: string;
  dockerHost?: string;
  keyring?: boolean;
}): LaunchPlan;
