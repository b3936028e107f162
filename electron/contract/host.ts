import { z } from 'zod';
import { consentQuestionSchema } from './consent.ts';
import { endpointSchema } from './engine.ts';
import { appErrorSchema } from './error-schema.ts';
import { preferencesChangeSchema, preferencesSchema } from './preferences.ts';
import { type SecretCallName, secretSchema, secretStoreCalls, secretUseSchema } from './secrets.ts';
import { settingsChangeSchema, settingsSchema } from './settings.ts';

/** The engine host's parameters from the machine; main or a test sets them. */
export const hostConfigSchema = z.object({
  /** The endpoint that the person chose earlier, if any. */
  endpoint: endpointSchema.nullable(),
  /** Folder with `images/` and `seccomp/`. */
  assetsPath: z.string(),
  /** The bundled gateway program. */
  gatewayPath: z.string(),
  /** The folder for the app's own files (audit). */
  dataPath: z.string(),
  version: z.string(),
  preferences: preferencesSchema,
  /** The app has just started; false when only the engine host restarts. */
  launched: z.boolean(),
  /** Outputs and events are parsed too (see `RpcServer`): in tests and development. */
  checkOutputs: z.boolean(),
});
export type HostConfig = z.infer<typeof hostConfigSchema>;

/** The answer to a `secret-wanted` or `authority-wanted`. */
export const secretAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), value: z.string() }),
  z.object({ kind: z.literal('authority'), certificatePem: z.string(), privateKeyPem: z.string() }),
  z.object({ kind: z.literal('failed'), error: appErrorSchema }),
]);
export type SecretAnswer = z.infer<typeof secretAnswerSchema>;

const callOf = <N extends SecretCallName>(name: N) =>
  z.object({ name: z.literal(name), input: secretStoreCalls[name].input });

/** A call about the secrets, for whoever keeps them. */
export const secretCallSchema = z.discriminatedUnion('name', [
  callOf('secrets.list'),
  callOf('secrets.save'),
  callOf('secrets.remove'),
  callOf('secrets.test'),
]);

/** What came of a `secret-call`. */
export const secretCallAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), output: z.unknown() }),
  z.object({ kind: z.literal('failed'), error: appErrorSchema }),
]);
export type SecretCallAnswer = z.infer<typeof secretCallAnswerSchema>;

/** Sent in both directions: main keeps the secrets of a data folder that its engine host owns, else the owner does. */
const secretCallMessage = z.object({
  type: z.literal('secret-call'),
  requestId: z.number().int(),
  call: secretCallSchema,
});
const secretCallAnswerMessage = z.object({
  type: z.literal('secret-call-answer'),
  requestId: z.number().int(),
  answer: secretCallAnswerSchema,
});

/** main → engine host, over the utility process's own channel. `connect` carries a port. */
export const toHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), config: hostConfigSchema }),
  /** All secrets, without values; sent after `start` and whenever one changes. */
  z.object({ type: z.literal('secrets'), secrets: z.array(secretSchema) }),
  z.object({ type: z.literal('secret-answer'), requestId: z.number().int(), answer: secretAnswerSchema }),
  /** Sent whenever one changes; `start` carries the first ones. */
  z.object({ type: z.literal('preferences'), preferences: preferencesSchema }),
  /** The person chose a path in the save dialog; the token lets a window have the path written once. */
  z.object({ type: z.literal('save-place'), token: z.string(), path: z.string() }),
  z.object({ type: z.literal('consent-answer'), requestId: z.number().int(), allowed: z.boolean() }),
  /** A window wants to open this address. Is it the page of a sign-in of this host that runs now? */
  z.object({ type: z.literal('sign-in-page-asked'), requestId: z.number().int(), url: z.string() }),
  /** The answer to `change-preferences`; sent after the `preferences` that it led to. */
  z.object({
    type: z.literal('preferences-answer'),
    requestId: z.number().int(),
    error: appErrorSchema.nullable(),
  }),
  secretCallMessage,
  secretCallAnswerMessage,
  /** Changes the settings at the process that owns them. */
  z.object({ type: z.literal('settings-update'), requestId: z.number().int(), change: settingsChangeSchema }),
  z.object({ type: z.literal('connect') }),
  /** `stopAgents`: stop every running agent first. */
  z.object({ type: z.literal('stop'), stopAgents: z.boolean() }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** engine host → main. */
export const fromHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('remember-endpoint'), endpoint: endpointSchema.nullable() }),
  /** A program changes preferences; main refuses it with `conflict` when one of `basedOn` has changed. */
  z.object({
    type: z.literal('change-preferences'),
    requestId: z.number().int(),
    change: preferencesChangeSchema,
    basedOn: preferencesChangeSchema,
  }),
  /** A gateway needs the value now. */
  z.object({ type: z.literal('secret-wanted'), requestId: z.number().int(), secretId: z.string() }),
  /** The installation's certificate authority, with which the gateway reads traffic to hosts with a credential. */
  z.object({ type: z.literal('authority-wanted'), requestId: z.number().int() }),
  /** The person must consent to an action that a window alone may not request. */
  z.object({
    type: z.literal('consent-wanted'),
    requestId: z.number().int(),
    question: consentQuestionSchema,
  }),
  /** A gateway renewed an account; `tokens` is a `TokenSet` as JSON. */
  z.object({ type: z.literal('tokens-renewed'), secretId: z.string(), tokens: z.string() }),
  /** A person signed in to an account; `text` is the file that the program wrote. */
  z.object({ type: z.literal('signed-in'), name: z.string(), use: secretUseSchema, text: z.string() }),
  /** The answer to `sign-in-page-asked`. */
  z.object({ type: z.literal('sign-in-page-answer'), requestId: z.number().int(), isOne: z.boolean() }),
  /** Nobody needs the answer any more. */
  z.object({ type: z.literal('consent-withdrawn'), requestId: z.number().int() }),
  /** A request carried these secrets; `at` in epoch milliseconds. */
  z.object({ type: z.literal('secrets-used'), secretIds: z.array(z.string()), at: z.number() }),
  secretCallMessage,
  secretCallAnswerMessage,
  /** Whether this engine host owns the data folder, or is a client of another process; sent at the start and with each change. */
  z.object({ type: z.literal('owner'), isOwn: z.boolean() }),
  /** The settings of the process that owns the data folder, at the start and with each change. */
  z.object({ type: z.literal('owner-settings'), settings: settingsSchema }),
  /** The answer to a `settings-update`; sent after the `owner-settings` that it led to. */
  z.object({
    type: z.literal('settings-answer'),
    requestId: z.number().int(),
    error: appErrorSchema.nullable(),
  }),
  /** Another process, which owns the data folder, changed its secrets. */
  z.object({ type: z.literal('secrets-changed') }),
  /** How many agents run now; sent whenever that changes. */
  z.object({ type: z.literal('running'), agents: z.number().int() }),
  /** Another engine host answers from now on, because the one of another process ended: windows connect again. */
  z.object({ type: z.literal('replaced') }),
  z.object({ type: z.literal('stopped') }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;
