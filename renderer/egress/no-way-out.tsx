import { CopyButton } from '../ui/buttons/copy-button.tsx';

/** Makes git use HTTPS for addresses that are written for SSH. */
export const GIT_OVER_HTTPS = 'git config --global url."https://github.com/".insteadOf git@github.com:';

/** Explains which traffic no rule can allow, and how to use git. */
export function NoWayOut() {
  return (
    <div role="note" aria-label="What has no way out" className="flex flex-col gap-1 text-muted text-sm">
      <p>
        Only HTTP and HTTPS get out, through the gateway. UDP, QUIC (HTTP/3) and SSH have no way out in any
        mode, and names of the internet do not resolve inside the agent. Clone over HTTPS. For addresses such
        as <code>git@github.com:</code>, this makes git do so:
      </p>
      <div className="flex items-center gap-1">
        <code
          className="min-w-0 truncate rounded-sm bg-hover px-1.5 py-0.5 font-mono text-fg text-xs"
          data-selectable
        >
          {GIT_OVER_HTTPS}
        </code>
        <CopyButton label="Copy the git command" text={GIT_OVER_HTTPS} />
      </div>
    </div>
  );
}
