import { useState } from 'react';
import type { AppError } from '../../../electron/contract/error.ts';
import { MCP_ADDRESS } from '../../../electron/contract/mcp-grant.ts';
import { mcpGrantText } from '../../../electron/contract/mcp-grant-text.ts';
import { changeEgress, type useEgress } from '../../egress/use-egress.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { toAppError } from '../../ipc/to-app-error.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { Section } from '../../ui/layout/section.tsx';
import { DEFAULT_GRANT_FORM, type GrantForm, type GrantProblems, readGrant } from './grant-form.ts';

/** Whether the agent may make sandboxes of its own with the app's MCP server: granted and revoked at once. */
export function McpPanel({ agentId, egress }: { agentId: string; egress: ReturnType<typeof useEgress> }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const [form, setForm] = useState<GrantForm>(DEFAULT_GRANT_FORM);
  const { grant, problems } = readGrant(form);
  const { state } = egress;
  const granted = state?.wanted.mcp;
  const change = async () => {
    // The button stays enabled meanwhile, because a disabled one loses the focus.
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await changeEgress(agentId, { type: 'set-mcp', grant: granted ? null : (grant ?? null) });
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title="MCP server"
      action={
        state && (
          <Button size="sm" disabled={!granted && !grant} onClick={() => void change()}>
            {granted ? 'Revoke' : 'Grant the MCP server…'}
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
        state && <BudgetFields form={form} problems={problems} onChange={setForm} isBusy={isBusy} />
      )}
      {error && <AppErrorPanel title="The MCP server was not granted" error={error} />}
    </Section>
  );
}

function BudgetFields(props: {
  form: GrantForm;
  problems: GrantProblems;
  onChange: (form: GrantForm) => void;
  isBusy: boolean;
}) {
  const { form, problems, isBusy } = props;
  const set = (change: Partial<GrantForm>) => props.onChange({ ...form, ...change });
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
          hint="Such as 512m or 8g."
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
    </>
  );
}
