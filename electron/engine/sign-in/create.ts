import type { StreamHandlers } from '../rpc/handlers.ts';
import { SignIn, type SignInOptions } from './sign-in.ts';

/** Signs in to providers of accounts. `dispose` ends every sign-in and resolves when its sandbox is removed. */
export function createSignIn(deps: SignInOptions): {
  streams: Pick<StreamHandlers, 'account.sign-in'>;
  dispose: () => Promise<void>;
} {
  const signIn = new SignIn(deps);
  return {
    streams: { 'account.sign-in': (input, sink) => signIn.run(input, sink) },
    dispose: () => signIn.dispose(),
  };
}
