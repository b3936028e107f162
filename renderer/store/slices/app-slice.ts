import type { AppError } from '../../../electron/contract/error.ts';
import { type Settings, settingsSchema } from '../../../electron/contract/settings.ts';
import type { SetSlice } from './slice.ts';

/** The state that Electron's main process keeps: the settings, and problems of the app itself. */
export interface AppSlice {
  settings: Settings;
  settingsProblem: AppError | null;
  engineHostProblem: AppError | null;
  /** Whether the system says that a screen reader runs. */
  systemScreenReader: boolean;
  setSettings(settings: Settings): void;
  setSettingsProblem(problem: AppError | null): void;
  setEngineHostProblem(problem: AppError | null): void;
  setSystemScreenReader(active: boolean): void;
}

export const createAppSlice = (set: SetSlice<AppSlice>): AppSlice => ({
  settings: settingsSchema.parse({}),
  settingsProblem: null,
  engineHostProblem: null,
  systemScreenReader: false,
  setSettings: (settings) => set(() => ({ settings })),
  setSettingsProblem: (settingsProblem) => set(() => ({ settingsProblem })),
  setEngineHostProblem: (engineHostProblem) => set(() => ({ engineHostProblem })),
  setSystemScreenReader: (systemScreenReader) => set(() => ({ systemScreenReader })),
});

export const selectSettings = ({ settings }: AppSlice): Settings => settings;
export const selectSettingsProblem = ({ settingsProblem }: AppSlice): AppError | null => settingsProblem;
export const selectEngineHostProblem = ({ engineHostProblem }: AppSlice): AppError | null =>
  engineHostProblem;
export const selectTheme = ({ settings }: AppSlice): Settings['theme'] => settings.theme;
/** Whether consoles are read out: the person's choice, or what the system says. */
export const selectReadOut = ({ settings, systemScreenReader }: AppSlice): boolean =>
  settings.screenReader === 'system' ? systemScreenReader : settings.screenReader === 'on';
export const selectPreferences = ({ settings }: AppSlice): Settings['preferences'] => settings.preferences;
export const selectOwnSets = ({ settings }: AppSlice): Settings['preferences']['egressSets'] =>
  settings.preferences.egressSets;
