import { useMemo, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { FieldErrors } from '../agent-form/form.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useSecrets } from '../secrets/use-secrets.ts';
import { closeDialog, saveSettings, showTasks } from '../store/actions.ts';
import { selectSettings } from '../store/slices/app-slice.ts';
import { selectConnected, selectEngineFacts } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { initialTaskForm, type TaskForm, taskFrom, taskTypes, withTypesUsed } from './task-form.ts';

/** The form of a new task, and its creation. What was typed stays until the task is created. */
export function useNewTask() {
  const listed = useStore((state) => state.agentTypes);
  const { newAgents: memory, preferences } = useStore(selectSettings);
  const facts = useStore(selectEngineFacts);
  const connected = useStore(selectConnected);
  const secrets = useSecrets()?.secrets;
  const types = useMemo(() => taskTypes(listed), [listed]);
  const [form, setForm] = useState<TaskForm>(() => initialTaskForm(types, memory));
  const [sent, setSent] = useState<{ busy: boolean; attempts: number; problem?: AppError }>({
    busy: false,
    attempts: 0,
  });
  const result = useMemo(
    () => taskFrom(form, { types, memory, secrets: secrets ?? [], facts }),
    [form, types, memory, secrets, facts],
  );

  const submit = async (confirmed: readonly string[] = []) => {
    setSent(({ attempts }) => ({ busy: 'input' in result, attempts: attempts + 1 }));
    if (!('input' in result)) return;
    try {
      const { taskId } = await callEngine('task.create', {
        ...result.input,
        verify: preferences.verification.newAgents,
        confirmed: [...confirmed],
      });
      const { newAgents } = useStore.getState().settings;
      // Choices that cannot be kept are made again the next time.
      saveSettings({ newAgents: withTypesUsed(newAgents, result.input.attempts, Date.now()) }).catch(
        () => undefined,
      );
      closeDialog();
      showTasks(taskId);
    } catch (thrown) {
      setSent(({ attempts }) => ({ busy: false, attempts, problem: toAppError(thrown) }));
    }
  };
  const errors: FieldErrors = sent.attempts > 0 && 'errors' in result ? result.errors : {};
  return {
    form,
    change: (part: Partial<TaskForm>) => setForm((current) => ({ ...current, ...part })),
    types,
    memory,
    /** Undefined until they are known. */
    secrets,
    connected,
    errors,
    /** How often the person tried to create it. */
    attempts: sent.attempts,
    busy: sent.busy,
    problem: sent.problem,
    submit,
  };
}
