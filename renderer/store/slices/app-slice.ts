import type { AppError } from '../../../electron/contract/error.ts';
import { type Settings, settingsSchema } from '../../../electron/contract/settings.ts';
import type { SetSlice } from './slice.ts';

/** The state that Electron's main process keeps: the settings, and problems of the app itself. */
export interface AppSlice {
  settings: Settings;
  settingsProblem: AppError | null;
  engineHostProblem: AppError | null;
  setSettings(settings: Settings): void;
  setSettingsProblem(problem: AppError | null): void;
  setEngineHostProblem(problem: AppError | null): void;
}

export const createAppSlice = (set: SetSlice<AppSlice>): AppSlice => ({
  settings: settingsSchema.parse({}),
  settingsProblem: null,
  engineHostProblem: null,
  setSettings: (settings) => set(() => ({ settings })),
  setSettingsProblem: (settingsProblem) => set(() => ({ settingsProblem })),
  setEngineHostProblem: (engineHostProblem) => set(() => ({ engineHostProblem })),
});

export const selectSettings = ({ settings }: AppSlice): Settings => settings;
export const selectSettingsProblem = ({ settingsProblem }: AppSlice): AppError | null => settingsProblem;
export const selectEngineHostProblem = ({ engineHostProblem }: AppSlice): AppError | null =>
  engineHostProblem;
export const selectTheme = ({ settings }: AppSlice): Settings['theme'] => settings.theme;
export const selectPreferences = ({ settings }: AppSlice): Settings['preferences'] => settings.preferences;
export const selectOwnSets = ({ settings }: AppSlice): Settings['preferences']['egressSets'] =>
  settings.preferences.egressSets;
