import type { AppError } from '../../electron/contract/error.ts';

export type EngineProblem = {
  /** The name of the alert. */
  title: string;
  /** What to do about it, beyond what the error itself says. */
  advice: string;
};

/** How each way of not reaching the engine is told. */
export function engineProblem({ type }: Pick<AppError, 'type'>): EngineProblem {
  switch (type) {
    case 'engine-permission-denied':
      return {
        title: 'Docker refuses access',
        advice:
          'Your user may not use the socket. Add it to the “docker” group (sudo usermod -aG docker $USER), log out and in again, or choose the socket of a rootless engine.',
      };
    case 'engine-too-old':
      return {
        title: 'Docker is too old',
        advice:
          'Bulkhead needs Docker Engine 20.10 (API 1.41) or newer. Update it, or choose another engine.',
      };
    case 'engine-tls':
      return {
        title: 'The TLS connection to Docker failed',
        advice: 'Check the folder with ca.pem, cert.pem and key.pem, and that they are those of this engine.',
      };
    default:
      return {
        title: 'Docker is not reachable',
        advice: 'Start Docker, or choose the socket of another engine. Agents that run keep running.',
      };
  }
}
