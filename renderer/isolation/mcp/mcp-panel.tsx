import { useState } from 'react';
import type { AppError } from '../../../electron/contract/error.ts';
import { MCP_ADDRESS, type McpGrant } from '../../../electron/contract/mcp-grant.ts';
import { mcpGrantText } from '../../../electron/contract/mcp-grant-text.ts';
import { changeEgress, type useEgress } from '../../egress/use-egress.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { toAppError } from '../../ipc/to-app-error.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Section } from '../../ui/layout/section.tsx';
import { DEFAULT_GRANT_FORM, type GrantForm, readGrant } from './grant-form.ts';

/** Whether the agent may make sandboxes of its own with the app's MCP server: granted and revoked at once. */
export function McpPanel({ agentId, egress }: { agentId: string; egress: ReturnType<typeof useEgress> }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const { state } = egress;
  const change = async (grant: McpGrant | null) => {
    setBusy(true);
    setError(undefined);
    try {
      await changeEgress(agentId, { type: 'set-mcp', grant });
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  const granted = state?.wanted.mcp;
  return (
    <Section
      title="MCP server"
      action={
        granted && (
          <Button size="sm" disabled={isBusy} onClick={() => void change(null)}>
            Revoke
          </Button>
        )
      }
    >
      {granted ? (
        <p className="max-w-2xl text-sm">
          Granted: {mcpGrantText(granted)}. The agent reaches <code className="font-mono">{MCP_ADDRESS}</code>{' '}
          {state.wanted.mode === 'off' ? 'once its egress is not Off' : 'through the gateway'}, without a
          token, and nothing else of the app.
        </p>
      ) : (
        state && <NotGranted isBusy={isBusy} onGrant={(grant) => void change(grant)} />
      )}
      {error && <AppErrorPanel title="The MCP server was not granted" error={error} />}
    </Section>
  );
}

function NotGranted({ isBusy, onGrant }: { isBusy: boolean; onGrant: (grant: McpGrant) => void }) {
  const [form, setForm] = useState<GrantForm>(DEFAULT_GRANT_FORM);
  const { grant, problems } = readGrant(form);
  const set = (change: Partial<GrantForm>) => setForm({ ...form, ...change });
  return (
    <>
      <p className="max-w-2xl text-muted text-sm">
        Not granted: the agent reaches nothing of Bulkhead. With a grant it makes sandboxes of its own within
        this budget. They have no internet, and you are asked for whatever reaches further.
      </p>
      <div className="grid max-w-2xl grid-cols-3 items-start gap-4">
        <NumberField
          label="Sandboxes at a time"
          min={1}
          max={100}
          step={1}
          value={form.agents}
          disabled={isBusy}
          onValueChange={(agents) => set({ agents })}
          error={problems.agents}
        />
        <TextField
          label="Their memory together"
          value={form.memory}
          disabled={isBusy}
          onValueChange={(memory) => set({ memory })}
          error={problems.memory}
        />
        <NumberField
          label="Hours that each lives"
          min={1}
          max={720}
          step={1}
          value={form.hours}
          disabled={isBusy}
          onValueChange={(hours) => set({ hours })}
          error={problems.hours}
        />
      </div>
      <Button
        size="sm"
        className="self-start"
        disabled={isBusy || !grant}
        onClick={() => grant && onGrant(grant)}
      >
        Grant the MCP server…
      </Button>
    </>
  );
}
