import { z } from 'zod';

/**
 * The errors that a person can act on. Everything else is `internal`: a bug, with an id that identifies it in the log.
 */
export const appErrorTypeSchema = z.enum([
  'cancelled',
  'container-gone',
  'command-not-found',
  'engine-unreachable',
  'engine-permission-denied',
  'engine-too-old',
  'engine-tls',
  'gateway-down',
  'image-not-found',
  'image-pull-failed',
  'image-build-failed',
  'internal',
  'invalid-input',
  'isolation-unsupported',
  'name-taken',
  'network-error',
  'not-allowed',
  'not-found',
  'not-running',
  'resource-limit',
  'runtime-missing',
  'seccomp-invalid',
  'secret-unavailable',
  'settings-unwritable',
  'workspace-unwritable',
  'workspace-refused',
  'conflict',
]);

/** A next step that the window offers as a button; `kind` says what the button does. */
export const errorActionSchema = z.object({
  kind: z.enum([
    'retry',
    'choose-socket',
    'choose-image',
    'pull-image',
    'raise-limit',
    'choose-folder',
    'confirm',
    'open-settings',
    'show-agent',
    'clean-up',
    'free-disk',
    'start-agent',
    'open-console',
    'remove-agent',
  ]),
  label: z.string(),
});

export const appErrorSchema = z.object({
  type: appErrorTypeSchema,
  /** For a person: what happened and why, in a sentence or two. */
  message: z.string(),
  /** The field of the input that is wrong, as a path ("resources.memoryBytes"). */
  field: z.string().optional(),
  actions: z.array(errorActionSchema).default([]),
  /** The engine's message, unchanged; shown one click away. Never holds a secret. */
  raw: z.string().optional(),
});
