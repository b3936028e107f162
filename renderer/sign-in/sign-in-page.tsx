import { Callout } from '../ui/states/callout.tsx';

export type SignInState = 'busy' | 'no-link' | 'refused' | 'unreachable';

const callouts = {
  'no-link': undefined,
  refused: {
    title: 'This link does not work',
    text: 'It was used already, or has expired: a link works once.',
  },
  unreachable: { title: 'Bulkhead does not answer', text: 'It has ended, or the connection is interrupted.' },
} as const;

/** Says how a browser gets its session. */
export function SignInPage({ state }: { state: SignInState }) {
  if (state === 'busy') return <p className="p-10 text-center text-muted">Signing in…</p>;
  const callout = callouts[state];
  return (
    <div className="flex min-h-screen items-center justify-center p-6">
      <div className="flex w-full max-w-md flex-col gap-4 rounded-md border bg-surface p-6">
        <h1 className="font-medium text-lg">Sign in to Bulkhead</h1>
        {callout && (
          <Callout tone="warning" title={callout.title} live>
            {callout.text}
          </Callout>
        )}
        <p className="text-muted">
          On the machine that Bulkhead runs on, print a new link and open it in this browser:
        </p>
        <pre className="overflow-x-auto rounded-md border bg-canvas px-3 py-2 font-mono">
          bulkhead web link
        </pre>
        <p className="text-sm text-subtle">A link works once, for 10 minutes.</p>
      </div>
    </div>
  );
}
