import { z } from 'zod';
import { endpointSchema } from './engine.ts';
import { newAgentMemorySchema } from './new-agent-memory.ts';
import { preferencesChangeSchema, preferencesSchema } from './preferences.ts';

export const themeSchema = z.enum(['system', 'dark', 'light']);
export type Theme = z.infer<typeof themeSchema>;

export const windowStateSchema = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(900),
  height: z.number().int().min(600),
  maximized: z.boolean().default(false),
});
export type WindowState = z.infer<typeof windowStateSchema>;

/** Whether consoles are read out by a screen reader; `system`: while the system says that one runs. */
export const screenReaderSchema = z.enum(['system', 'on', 'off']);
export type ScreenReader = z.infer<typeof screenReaderSchema>;

/** How the window shows all tasks. */
export const tasksViewSchema = z.enum(['board', 'list']);
export type TasksView = z.infer<typeof tasksViewSchema>;

/** The whole settings file. Every field has a default, so that an older file always parses. */
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: themeSchema.default('system'),
  screenReader: screenReaderSchema.default('system'),
  /** The endpoint that the person chose; null: look in the usual order. */
  endpoint: endpointSchema.nullable().default(null),
  preferences: preferencesSchema.default(preferencesSchema.parse({})),
  lastAgentId: z.string().nullable().default(null),
  newAgents: newAgentMemorySchema.default([]).catch([]),
  sidebarCollapsed: z.boolean().default(false),
  tasksView: tasksViewSchema.default('board'),
  /** Whether the person was welcomed. A file without this field is of a version that welcomed nobody, to a person who knows the app. */
  welcomed: z.boolean().default(true),
  window: windowStateSchema.default({ width: 1440, height: 900, maximized: false }),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A change of the settings: the named fields, and of the preferences as well only those. */
export const settingsChangeSchema = z.object({
  theme: themeSchema.optional(),
  screenReader: screenReaderSchema.optional(),
  lastAgentId: z.string().nullable().optional(),
  newAgents: newAgentMemorySchema.optional(),
  sidebarCollapsed: z.boolean().optional(),
  tasksView: tasksViewSchema.optional(),
  /** The person is welcomed once. */
  welcomed: z.literal(true).optional(),
  window: windowStateSchema.optional(),
  preferences: preferencesChangeSchema.optional(),
});
export type SettingsChange = z.infer<typeof settingsChangeSchema>;
