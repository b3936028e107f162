import { z } from 'zod';
import { agentNameSchema } from './agent-spec.ts';
import { editorSchema } from './editors.ts';
import { appErrorSchema } from './error-schema.ts';
import { launcherSchema } from './launcher.ts';
import { NOTIFICATION_BODY_LENGTH } from './notification-length.ts';
import { savePlaceSchema } from './save-place.ts';
import { secretStoreCalls } from './secrets.ts';
import { settingsChangeSchema, settingsSchema } from './settings.ts';
import { tokenRequestSchema, tokenSchema } from './token.ts';
import { trayStateSchema } from './tray.ts';

const nothing = z.object({});

/** `selection` is Linux's primary selection: what was selected last, for the middle mouse button. */
const clipboardNameSchema = z.enum(['clipboard', 'selection']);

/** The functions that only Electron's main process can offer the window; the engine host serves everything else. */
export const shellCalls = {
  'app.info': {
    input: nothing,
    output: z.object({
      version: z.string(),
      platform: z.string(),
      /** Set when the settings file was broken and set aside, or cannot be written. */
      settingsProblem: appErrorSchema.nullable(),
      /** Why the engine host is not there, when it is not. */
      engineHostProblem: appErrorSchema.nullable(),
      home: z.string(),
      /** Whether the system says that a screen reader runs; Linux and browsers do not say. */
      screenReader: z.boolean(),
    }),
  },
  /** Asks for the port to the engine host; it arrives as a window message (see preload). Throws the reason when there is none. */
  'engine-host.connect': { input: nothing, output: nothing },
  /** Problems outside of the page that the app recovered from, for the person. Each is returned once. */
  'notices.take': { input: nothing, output: z.object({ notices: z.array(z.string()) }) },
  'settings.get': { input: nothing, output: settingsSchema },
  'settings.update': {
    input: settingsChangeSchema.omit({ window: true }),
    output: settingsSchema,
  },
  /** The answer to `quit.asked`: quits, hides the window (`tray`), or keeps the app open (`cancel`). `remember` stores the answer for later quits. */
  'app.quit': {
    input: z.object({ agents: z.enum(['stop', 'keep', 'tray', 'cancel']), remember: z.boolean() }),
    output: nothing,
  },
  ...secretStoreCalls,
  /** The tokens of programs that use the HTTP API, the oldest first; never their values. */
  'tokens.list': { input: nothing, output: z.object({ tokens: z.array(tokenSchema) }) },
  /** Asks the person outside of the page. The answer is the only one that holds the value. */
  'tokens.create': { input: tokenRequestSchema, output: z.object({ token: tokenSchema, value: z.string() }) },
  'tokens.revoke': { input: z.object({ id: z.string() }), output: nothing },
  'dialog.choose-folder': {
    input: z.object({ title: z.string(), defaultPath: z.string().optional() }),
    output: z.object({ path: z.string().nullable() }),
  },
  /** Reads a small text file that the person picks (a seccomp profile). */
  'dialog.open-text': {
    input: z.object({ title: z.string(), extensions: z.array(z.string()) }),
    output: z.object({ file: z.object({ name: z.string(), text: z.string() }).nullable() }),
  },
  /** Writes a small text file where the person chooses; null when they chose nowhere. */
  'dialog.save-text': {
    input: z.object({ title: z.string(), suggestedName: z.string(), text: z.string().max(1024 * 1024) }),
    output: z.object({ path: z.string().nullable() }),
  },
  'dialog.save-path': {
    input: z.object({ title: z.string(), suggestedName: z.string() }),
    output: z.object({ place: savePlaceSchema.nullable() }),
  },
  /** http(s) only, and only after the person agreed to the exact address. */
  'link.open': { input: z.object({ url: z.string() }), output: z.object({ opened: z.boolean() }) },
  /**
   * Opens the agent's workspace in an editor by SSH, after the person agreed. The first time the person also agrees to
   * the line in `~/.ssh/config` that makes agents reachable. Throws `conflict` without Node.js, which `ssh` needs.
   */
  'editor.open': {
    input: z.object({ editor: editorSchema, agentName: agentNameSchema }),
    output: z.object({ opened: z.boolean() }),
  },
  /** Makes agents reachable by SSH, after the person agreed; asks nothing when they are. */
  'ssh.set-up': { input: nothing, output: z.object({ ready: z.boolean() }) },
  /** The launcher of the command line. No call has a parameter, so that no page chooses a file or what is in it. */
  'launcher.get': { input: nothing, output: launcherSchema },
  /** Throws `conflict` when another file is in its place, or when the launcher cannot be here (`obstacle`). */
  'launcher.install': { input: nothing, output: launcherSchema },
  /** Throws `conflict` when the file is not the app's own. */
  'launcher.remove': { input: nothing, output: launcherSchema },
  /**
   * Shows a desktop notification about an agent or a task while the window is not in front. A click brings the window to the
   * front and sends `agent.requested` or `task.requested`. What comes right after others is shown a moment later, several of them as one. `shown` is
   * false when the window is in front, or the desktop shows no notifications.
   */
  'notification.show': {
    input: z.object({
      title: z.string().max(200),
      body: z.string().max(NOTIFICATION_BODY_LENGTH),
      agentId: z.string().nullable().default(null),
      taskId: z.string().nullable().default(null),
    }),
    output: z.object({ shown: z.boolean() }),
  },
  /** What the tray icon shows, whenever it has changed. */
  'tray.update': { input: trayStateSchema, output: nothing },
  'clipboard.write': {
    input: z.object({ text: z.string(), to: clipboardNameSchema.default('clipboard') }),
    output: nothing,
  },
  /** Only while the window has the focus. The image (PNG) is read where there is no text. */
  'clipboard.read': {
    input: z.object({ from: clipboardNameSchema.default('clipboard') }),
    output: z.object({ text: z.string(), image: z.instanceof(Uint8Array).nullable() }),
  },
} as const;

export const shellEvents = {
  /** The engine host runs (again): ask for a port. */
  'engine-host.started': nothing,
  'notices.added': nothing,
  'settings.changed': settingsSchema,
  'settings.problem': appErrorSchema,
  /** A screen reader was started or ended. */
  'screen-reader.changed': z.object({ active: z.boolean() }),
  /** Secrets were added, changed or removed: list them again. */
  'secrets.changed': nothing,
  /** The person closes the window while agents run and has not yet decided what happens to the agents. */
  'quit.asked': z.object({ agents: z.number().int(), tray: z.boolean() }),
  /** The person wants to see this agent: they clicked on a notification about it. */
  'agent.requested': z.object({ agentId: z.string().nullable() }),
  /** The person clicked on a notification about this task. */
  'task.requested': z.object({ taskId: z.string() }),
  /** A menu item or global shortcut that the window carries out. */
  'command.requested': z.object({ command: z.string() }),
} as const;

export type ShellCallName = keyof typeof shellCalls;
export type ShellInput<N extends ShellCallName> = z.input<(typeof shellCalls)[N]['input']>;
export type ShellParsed<N extends ShellCallName> = z.output<(typeof shellCalls)[N]['input']>;
export type ShellOutput<N extends ShellCallName> = z.output<(typeof shellCalls)[N]['output']>;
export type ShellEventName = keyof typeof shellEvents;
export type ShellEventPayload<N extends ShellEventName> = z.output<(typeof shellEvents)[N]>;
