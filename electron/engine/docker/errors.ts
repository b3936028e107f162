import { ZodError } from 'zod';
import { type AppError, AppFailure } from '../../contract/error.ts';
import { actions, type Rule, rules } from './error-rules.ts';
import { describeSshFailure, SSH_PREFIX } from './ssh-failure.ts';

/** The subject of a call, so that the message can name it. */
export interface CallContext {
  kind: 'engine' | 'container' | 'exec' | 'image' | 'pull' | 'build' | 'network' | 'volume';
  /** The name as the person knows it: an image reference, a container's name or id… */
  name?: string;
  /** Why there is no log-in for the registry, as a sentence. */
  noLogin?: string;
}

/** The parts of a raw failure: a status (500 inside a stream) when the engine answered, Node's code when it did not. */
export interface EngineProblem {
  status?: number;
  code?: string;
  text: string;
}

/** A call that the engine did not answer in time. */
export class DeadlineError extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTSOCK',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Codes of Node's TLS layer and of OpenSSL's verification (`X509_V_ERR_*` without the prefix). */
const TLS_CODE =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

function connectionError(problem: EngineProblem): AppError | undefined {
  const { code = '', text } = problem;
  const raw = code && !text.includes(code) ? `${code}: ${text}` : text;
  if (code.startsWith('HPE_')) return notAnEngine(raw);
  if (text.startsWith(SSH_PREFIX)) return describeSshFailure(raw);
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      type: 'engine-permission-denied',
      message:
        'You may not use the engine’s socket. Add yourself to the “docker” group (sudo usermod -aG docker $USER), then log in again; or use rootless Docker.',
      actions: [actions.retry, actions.chooseSocket],
      raw,
    };
  }
  if (TLS_CODE.test(code) || /HTTP request to an HTTPS server|wrong version number|certificate/i.test(text)) {
    return {
      type: 'engine-tls',
      message:
        'No secure connection to the engine: the certificates do not fit. Check ca.pem, cert.pem and key.pem of this endpoint, and whether it expects TLS at all.',
      actions: [actions.retry, actions.chooseSocket],
      raw,
    };
  }
  if (UNREACHABLE_CODES.has(code) || /socket hang up/.test(text)) {
    return {
      type: 'engine-unreachable',
      message: unreachableMessage(code),
      actions: [actions.retry, actions.chooseSocket],
      raw,
    };
  }
  return undefined;
}

function unreachableMessage(code: string): string {
  if (code === 'ENOENT')
    return 'The engine is not running here, or listens on another socket. Start Docker, or choose another socket.';
  if (code === 'ECONNREFUSED')
    return 'Nothing answers on the engine’s socket. Start Docker, or choose another socket.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'The engine’s host name cannot be resolved. Check the address and the network.';
  return 'The connection to the engine broke. It may be restarting.';
}

function fromRule(
  rule: Rule,
  match: RegExpExecArray,
  problem: EngineProblem,
  context: CallContext,
): AppError {
  const { name = '', noLogin } = context;
  return {
    type: rule.type,
    message:
      noLogin !== undefined && rule.withoutLogin
        ? `${rule.withoutLogin(name)} ${noLogin}`
        : rule.message(match, name),
    actions: rule.actions ?? [],
    ...(rule.field === undefined ? {} : { field: rule.field }),
    raw: problem.text,
  };
}

/** The server at the address is not an engine. */
export function notAnEngine(raw: string): AppError {
  return {
    type: 'engine-unreachable',
    message: 'Something answers at this address, but it is no Docker engine. Check the address.',
    actions: [actions.retry, actions.chooseSocket],
    raw,
  };
}

function notFound(problem: EngineProblem, context: CallContext): AppError {
  if (context.kind === 'engine') return notAnEngine(problem.text);
  const name = context.name ? ` “${context.name}”` : '';
  if (context.kind === 'container') {
    return {
      type: 'container-gone',
      message: `The container${name} no longer exists. Somebody or something removed it.`,
      actions: [],
      raw: problem.text,
    };
  }
  if (context.kind === 'image' || context.kind === 'pull') {
    return {
      type: 'image-not-found',
      message: `There is no image${name}.`,
      actions: [actions.chooseImage],
      raw: problem.text,
    };
  }
  const noun = context.kind === 'exec' ? 'console' : context.kind;
  return {
    type: 'not-found',
    message: `The ${noun}${name} no longer exists.`,
    actions: [],
    raw: problem.text,
  };
}

/** Turns an error of the engine, or of the connection to it, into an error that a person can act on. Pure. */
export function describeProblem(problem: EngineProblem, context: CallContext): AppError {
  if (problem.status === undefined || problem.status === 400) {
    const connection = connectionError(problem);
    if (connection && (problem.status === undefined || connection.type === 'engine-tls')) return connection;
  }
  for (const rule of rules) {
    if (rule.kinds && !rule.kinds.includes(context.kind)) continue;
    const match = rule.when.exec(problem.text);
    if (match) return fromRule(rule, match, problem, context);
  }
  if (problem.status === 404) return notFound(problem, context);
  const raw = problem.text;
  if (context.kind === 'pull') {
    return {
      type: 'image-pull-failed',
      message: `Pulling “${context.name ?? ''}” failed: ${raw}`,
      actions: [actions.retry, actions.chooseImage],
      raw,
    };
  }
  if (context.kind === 'build') {
    return {
      type: 'image-build-failed',
      message: `Building the image failed: ${raw}`,
      actions: [actions.retry],
      raw,
    };
  }
  if (problem.status === 409)
    return { type: 'conflict', message: `The engine refused: ${raw}`, actions: [actions.retry], raw };
  if (problem.status === 400)
    return { type: 'invalid-input', message: `The engine did not accept this: ${raw}`, actions: [], raw };
  if (context.kind === 'network')
    return {
      type: 'network-error',
      message: `The engine could not change the network: ${raw}`,
      actions: [actions.retry],
      raw,
    };
  return { type: 'internal', message: `The engine reported an error: ${raw}`, actions: [actions.retry], raw };
}

/** dockerode prefixes the engine's words: `(HTTP code 404) unexpected - No such image: x `. */
const PREFIX = /^\(HTTP code \d+\) \w[\w ]* - /;

function readProblem(error: unknown): EngineProblem {
  if (!(error instanceof Error)) return { text: String(error) };
  const { statusCode, code } = error as Error & { statusCode?: unknown; code?: unknown };
  return {
    text: error.message.replace(PREFIX, '').trim(),
    ...(typeof statusCode === 'number' ? { status: statusCode } : {}),
    ...(typeof code === 'string' ? { code } : {}),
  };
}

/** Converts every raw failure; an `AppFailure` passes unchanged. */
export function toFailure(error: unknown, context: CallContext): AppFailure {
  if (error instanceof AppFailure) return error;
  if (error instanceof DeadlineError) {
    return new AppFailure({
      type: 'engine-unreachable',
      message: `The engine did not answer within ${Math.round(error.timeoutMs / 1000)} s. It may be overloaded or hung.`,
      actions: [actions.retry],
    });
  }
  if ((error instanceof SyntaxError || error instanceof ZodError) && context.kind === 'engine')
    return new AppFailure(notAnEngine(error.message));
  if (error instanceof ZodError) {
    return new AppFailure({
      type: 'internal',
      message: 'The engine gave an answer that the app does not understand. Please report it with the log.',
      raw: error.message,
    });
  }
  return new AppFailure(describeProblem(readProblem(error), context));
}

export function cancelled(): AppFailure {
  return new AppFailure({ type: 'cancelled', message: 'Cancelled.' });
}

/** Whether a network's creation failed because its subnet is in use, so that the caller tries the next subnet. */
export function isSubnetTaken(error: unknown): boolean {
  return (
    error instanceof AppFailure &&
    /pool overlaps|overlapping IPv4|conflicts with network|subnet \S+ is (already )?(being )?used/i.test(
      error.error.raw ?? '',
    )
  );
}

/** Whether the engine has no subnet left in its own pools. */
export function isPoolExhausted(error: unknown): boolean {
  return (
    error instanceof AppFailure &&
    /non-overlapping IPv4 address pool|all predefined address pools/i.test(error.error.raw ?? '')
  );
}
