import { useEffect, useMemo, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { CallOutput } from '../../electron/contract/registry.ts';
import { type AgentForm, type FieldErrors, specFrom } from '../agent-form/form.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { saveSettings } from '../store/actions.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { useOperation } from '../store/use-operation.ts';
import { remember } from './memory/remembered.ts';

const CHECK_AFTER_MS = 250;

interface Check extends CallOutput<'agent.check'> {
  problem: AppError | undefined;
}

/** The problems of fields with typed text; only these are shown before the form is sent. */
function typed(form: AgentForm, errors: FieldErrors): FieldErrors {
  const touched: Record<string, boolean> = {
    name: form.name !== '',
    image: form.image !== '',
    'workspace.path':
      (form.workspace.kind === 'copy' ? form.workspace.copy : form.workspace.folder).path !== '',
    'workspace.url': form.workspace.copy.url !== '',
    'resources.memoryBytes': form.memory !== '',
    'isolation.tmpBytes': form.tmp !== '',
    'resources.cpus': form.cpus !== '',
    'resources.pids': form.pids !== '',
  };
  return Object.fromEntries(Object.entries(errors).filter(([field]) => touched[field] ?? true));
}

/** Checks the form as it is typed, sends it, and follows the creation. */
export function useCreate(form: AgentForm, submitted: boolean) {
  const connected = useStore(selectConnected);
  const [check, setCheck] = useState<Check>({ dockerRun: '', warnings: [], problem: undefined });
  const [sent, setSent] = useState<{ operationId?: string; problem?: AppError; submitting: boolean }>({
    submitting: false,
  });
  const operation = useOperation(sent.operationId);
  const result = useMemo(() => specFrom(form), [form]);

  // A change of the form makes the last attempt's problem stale.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what matters is that the form changed
  useEffect(() => {
    setSent((current) => (current.problem || current.operationId ? { submitting: false } : current));
  }, [result]);

  useEffect(() => {
    if ('errors' in result || !connected) {
      setCheck((current) => ({ ...current, problem: undefined }));
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      callEngine('agent.check', { spec: result.spec }, controller.signal).then(
        (answer) => {
          if (!controller.signal.aborted) setCheck({ ...answer, problem: undefined });
        },
        (error: unknown) => {
          if (controller.signal.aborted) return;
          setCheck(({ masks: _, ...current }) => ({ ...current, problem: toAppError(error) }));
        },
      );
    }, CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [result, connected]);

  const submit = async (confirmed: readonly string[], verify: boolean) => {
    if ('errors' in result) return;
    setSent({ submitting: true });
    try {
      const { operationId } = await callEngine('agent.create', {
        spec: result.spec,
        confirmed: [...confirmed],
        verify,
        ...(form.seccompProfile ? { seccompProfile: form.seccompProfile } : {}),
      });
      setSent({ operationId, submitting: false });
      const { settings } = useStore.getState();
      // Choices that cannot be kept are made again the next time.
      saveSettings({ newAgents: remember(settings.newAgents, result.spec, Date.now()) }).catch(
        () => undefined,
      );
    } catch (error) {
      setSent({ problem: toAppError(error), submitting: false });
    }
  };

  const failed = operation?.status === 'failed' ? operation.error : undefined;
  const problem = sent.problem ?? failed ?? check.problem;
  const local = 'errors' in result ? result.errors : {};
  const errors: FieldErrors = problem?.field ? { [problem.field]: problem.message, ...local } : local;
  return {
    errors,
    typedErrors: typed(form, errors),
    /** Whether an engine is connected. The button stays enabled with invalid fields, so that a press shows the problems. */
    ready: connected,
    /** The problem above the fields: the answer to the attempt, or a risk that must be confirmed before it. */
    problem: submitted || problem?.actions.some((action) => action.kind === 'confirm') ? problem : undefined,
    dockerRun: 'errors' in result ? '' : check.dockerRun,
    warnings: check.warnings,
    masks: 'errors' in result ? undefined : check.masks,
    operation,
    submitting: sent.submitting,
    submit,
    cancel: () => {
      if (sent.operationId) void callEngine('operation.cancel', { operationId: sent.operationId });
    },
  };
}
