import { useState } from 'react';
import { Button } from '../ui/buttons/button.tsx';
import { IconGitPullRequest } from '../ui/icons.ts';
import { PullRequestDialog, type PullRequestSubject } from './pull-request-dialog.tsx';

/** Leads to the dialog that opens a pull request of what is listed now. */
export function PullRequestButton(props: {
  subject: PullRequestSubject;
  disabled: boolean;
  onClosed: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" icon={IconGitPullRequest} disabled={props.disabled} onClick={() => setOpen(true)}>
        Open pull request…
      </Button>
      {isOpen && (
        <PullRequestDialog
          subject={props.subject}
          onClose={() => {
            setOpen(false);
            props.onClosed();
          }}
        />
      )}
    </>
  );
}
