import { z } from 'zod';
import { type AppError, type AppErrorType, AppFailure } from '../../contract/error.ts';
import { appErrorTypeSchema, errorActionSchema } from '../../contract/error-schema.ts';

/** Codes by which scripts distinguish the most common failures. */
export const problemCodeSchema = z.enum([
  'IMAGE_NOT_FOUND',
  'NETWORK_ERROR',
  'RESOURCE_LIMIT',
  'SOCKET_ERROR',
]);
type ProblemCode = z.infer<typeof problemCodeSchema>;

/** An error as RFC 9457 describes it. */
export const problemSchema = z.object({
  /** `urn:bulkhead:problem:` and the error's type; `about:blank` if the status is sufficient. */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** What happened and why, for a person. */
  detail: z.string(),
  error: appErrorTypeSchema.optional(),
  code: problemCodeSchema.optional(),
  /** The part of the input that is wrong. */
  field: z.string().optional(),
  /** What can be done next. */
  actions: z.array(errorActionSchema),
  /** What the engine said, word for word. */
  raw: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The refusal of a request before any call. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpRefusal';
    this.status = status;
    this.headers = headers;
  }
}

const KINDS: Readonly<Record<AppErrorType, { status: number; title: string; code?: ProblemCode }>> = {
  cancelled: { status: 409, title: 'Cancelled' },
  'container-gone': { status: 410, title: 'The container is gone' },
  'command-not-found': { status: 422, title: 'The program was not found' },
  'engine-unreachable': { status: 503, title: 'The engine cannot be reached', code: 'SOCKET_ERROR' },
  'engine-permission-denied': { status: 503, title: 'The engine refuses access', code: 'SOCKET_ERROR' },
  'engine-too-old': { status: 503, title: 'The engine is too old', code: 'SOCKET_ERROR' },
  'engine-tls': { status: 503, title: 'The engine cannot be trusted', code: 'SOCKET_ERROR' },
  'gateway-down': { status: 503, title: 'The gateway is down', code: 'NETWORK_ERROR' },
  'image-not-found': { status: 422, title: 'The image was not found', code: 'IMAGE_NOT_FOUND' },
  'image-pull-failed': { status: 424, title: 'The image was not pulled', code: 'IMAGE_NOT_FOUND' },
  'image-build-failed': { status: 424, title: 'The image was not built', code: 'IMAGE_NOT_FOUND' },
  internal: { status: 500, title: 'Internal error' },
  'invalid-input': { status: 400, title: 'Invalid input' },
  'isolation-unsupported': { status: 422, title: 'The engine cannot isolate so' },
  'name-taken': { status: 409, title: 'The name is taken' },
  'network-error': { status: 424, title: 'Network error', code: 'NETWORK_ERROR' },
  'not-allowed': { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'not-running': { status: 409, title: 'Not running' },
  'resource-limit': { status: 409, title: 'Resource limit', code: 'RESOURCE_LIMIT' },
  'runtime-missing': { status: 422, title: 'The runtime is missing' },
  'seccomp-invalid': { status: 422, title: 'The seccomp profile is invalid' },
  'secret-unavailable': { status: 422, title: 'The secret is not available' },
  'settings-unwritable': { status: 507, title: 'The settings cannot be written' },
  'workspace-unwritable': { status: 422, title: 'The workspace cannot be written' },
  'workspace-refused': { status: 422, title: 'The workspace is refused' },
  conflict: { status: 409, title: 'Conflict' },
};

export function problemOf(error: AppError): Problem {
  const { status, title, code } = KINDS[error.type];
  return {
    type: `urn:bulkhead:problem:${error.type}`,
    title,
    status,
    detail: error.message,
    error: error.type,
    actions: error.actions,
    ...(code ? { code } : {}),
    ...(error.field ? { field: error.field } : {}),
    ...(error.raw ? { raw: error.raw } : {}),
  };
}

/** Converts a thrown value to a problem. An unexpected error is a bug, and its problem reveals no details. */
export function problemOfThrown(thrown: unknown): Problem {
  if (thrown instanceof AppFailure) return problemOf(thrown.error);
  if (thrown instanceof HttpRefusal) {
    return {
      type: 'about:blank',
      title: thrown.message,
      status: thrown.status,
      detail: thrown.message,
      actions: [],
    };
  }
  return problemOf({ type: 'internal', message: 'Something went wrong inside Bulkhead.', actions: [] });
}
