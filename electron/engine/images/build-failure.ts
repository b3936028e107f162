import type { AppError } from '../../contract/error.ts';
import { AppFailure } from '../../contract/error.ts';
import { readInstructions } from '../agent-types/check-dockerfile.ts';
import { actions } from '../docker/error-rules.ts';

export interface FailedBuild {
  /** Name of the built image for a person: "Claude Code". */
  label: string;
  dockerfile: string;
  /** Number of the failed step of `steps`, from 1; 0 before the first. */
  step: number;
  steps: number;
  /** Last lines of the build's output. */
  tail: readonly string[];
}

/** Causes that the output of a failed program names and that the person can act on. */
const CAUSES: readonly { when: RegExp; message: string }[] = [
  {
    when: /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_UNTRUSTED|certificate verify failed|unable to get local issuer/i,
    message:
      'It does not trust the certificate of a server. Behind a company proxy, name your company’s CA file in the settings (Proxy), or start Bulkhead with NODE_EXTRA_CA_CERTS naming it.',
  },
  {
    when: /ENOTFOUND|EAI_AGAIN|Temporary failure (in name resolution|resolving)|Could not resolve host/i,
    message: 'It could not resolve a host name: containers of this engine seem to have no internet.',
  },
  {
    when: /ETIMEDOUT|ECONNREFUSED|ECONNRESET|Network is unreachable|Connection timed out/i,
    message: 'It could not reach a server on the internet.',
  },
  {
    when: /\bE404\b|No matching version found|ETARGET/i,
    message: 'The package registry has no such version.',
  },
];

/**
 * Describes a failed build: the step, the line of the Dockerfile, and the cause. Errors with another origin than the
 * Dockerfile (a lost engine, a full disk) stay unchanged. Pure.
 */
export function describeFailedBuild(error: AppError, build: FailedBuild): AppFailure {
  const output = build.tail.join('\n');
  const raw = [output, error.raw ?? ''].filter(Boolean).join('\n');
  const instruction = readInstructions(build.dockerfile)[build.step - 1];
  const where = instruction
    ? `Step ${build.step} of ${build.steps} failed, line ${instruction.line} of its Dockerfile (${shortened(`${instruction.keyword} ${instruction.rest}`)}).`
    : 'It failed before its first step.';
  if (/ENOSPC|no space left on device/i.test(raw)) {
    return new AppFailure({
      type: 'resource-limit',
      message: `The engine’s disk is full: the ${build.label} image could not be built. ${where} Free some space there, then try again.`,
      actions: [actions.freeDisk, actions.retry],
      raw,
    });
  }
  if (error.type !== 'image-build-failed' && !instruction) return new AppFailure({ ...error, raw });
  if (error.type === 'engine-unreachable' || error.type === 'cancelled') return new AppFailure(error);
  const cause = CAUSES.find(({ when }) => when.test(output))?.message;
  const code = /returned a non-zero code: (\d+)/.exec(error.raw ?? '')?.[1];
  const why = cause ?? (code ? `Its command ended with code ${code}.` : error.message);
  return new AppFailure({
    type: 'image-build-failed',
    message: `The ${build.label} image could not be built. ${where} ${why}`,
    actions: [actions.retry],
    raw,
  });
}

function shortened(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > 80 ? `${flat.slice(0, 79)}…` : flat;
}
