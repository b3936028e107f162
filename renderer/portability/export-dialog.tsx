import { useState } from 'react';
import type { AgentSpec } from '../../electron/contract/agent-spec.ts';
import { agentFileOf } from '../../electron/contract/files/agent-file.ts';
import { writeYaml } from '../../electron/contract/files/write-yaml.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { useSecrets } from '../secrets/use-secrets.ts';
import { closeDialog } from '../store/actions.ts';
import { useStore } from '../store/store.ts';
import { useAgent } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { IconDownload } from '../ui/icons.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { showToast } from '../ui/overlays/toasts.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';

const formats = [
  { value: 'yaml', label: 'Bulkhead file' },
  { value: 'compose', label: 'Compose file' },
] as const;

/** An agent as a file, for another machine, a colleague or a repository. */
export function ExportDialog({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  const egress = useStore(({ egressById }) => egressById[agentId]);
  const [format, setFormat] = useState<'yaml' | 'compose'>('yaml');
  const compose = useEngineCall('agent.compose', { agentId });
  const secrets = useSecrets()?.secrets;
  const spec = agent?.spec;
  const names = spec?.secrets.flatMap(
    ({ secretId }) => secrets?.find(({ id }) => id === secretId)?.name ?? [],
  );
  const text =
    format === 'compose'
      ? compose.data?.text
      : spec && yamlOf({ ...spec, egress: egress?.wanted ?? spec.egress }, names ?? []);
  const fileName = format === 'compose' ? 'compose.yaml' : `${agent?.name ?? 'agent'}.yaml`;
  const notes =
    format === 'compose'
      ? (compose.data?.notes ?? [])
      : ['Secrets, and values of environment variables, are not part of it.'];
  return (
    <Dialog
      open
      size="lg"
      title="Export agent"
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <>
          <Button icon={IconDownload} disabled={!text} onClick={() => text && save(fileName, text)}>
            Save file
          </Button>
          <Button variant="primary" onClick={closeDialog}>
            Done
            <Kbd keys="Esc" onSolid />
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <SegmentedControl label="Format" options={formats} value={format} onValueChange={setFormat} />
        {format === 'compose' && compose.error ? (
          <AppErrorPanel
            title="The Compose file could not be made"
            error={compose.error}
            context={{ agentId, retry: compose.reload }}
          />
        ) : text ? (
          <div className="relative">
            <section
              aria-label={fileName}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach that
              tabIndex={0}
              className="max-h-96 overflow-auto rounded-md border bg-surface p-3"
            >
              <pre data-selectable className="font-mono text-sm">
                {text}
              </pre>
            </section>
            <div className="absolute top-2 right-2">
              <CopyButton text={text} label="Copy file" />
            </div>
          </div>
        ) : (
          <Skeleton className="h-64" />
        )}
        {notes.map((note) => (
          <p key={note} className="text-sm text-subtle">
            {note}
          </p>
        ))}
      </div>
    </Dialog>
  );
}

const yamlOf = (spec: AgentSpec, credentials: readonly string[]) => writeYaml(agentFileOf(spec, credentials));

function save(suggestedName: string, text: string): void {
  callShell('dialog.save-text', { title: 'Save file', suggestedName, text }).then(
    ({ path }) => path && showToast({ tone: 'success', title: 'Saved', description: path }),
    (thrown: unknown) => showFailure('The file could not be saved', thrown),
  );
}
