import { useEffect, useState } from 'react';
import { callEngine } from '../ipc/engine-host.ts';
import { useStore } from '../store/store.ts';
import { type AgentForm, initialForm } from './form.ts';

/** The form's state. The proposed name arrives a moment later and never overwrites what was typed meanwhile. */
export function useNewAgentForm() {
  const engine = useStore((state) => state.engine);
  const facts = engine.status === 'connected' ? engine.facts : undefined;
  const [form, setForm] = useState<AgentForm>(() => initialForm('', facts));
  const change = (part: Partial<AgentForm>) => setForm((current) => ({ ...current, ...part }));

  useEffect(() => {
    let wanted = true;
    callEngine('agent.propose-name', {}).then(
      ({ name }) => {
        if (wanted) setForm((current) => (current.name === '' ? { ...current, name } : current));
      },
      // Without a proposal the field stays empty: the person types a name.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);

  return { form, setForm, change };
}
