import { useState } from 'react';
import { MANUAL_LIFE } from '../../electron/contract/agent-life.ts';
import { type LifeForm, lifeFormOf, lifeFrom } from '../agent-form/life-form.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useStore } from '../store/store.ts';
import { useAgent } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Section } from '../ui/layout/section.tsx';
import { LifeFields } from './life-fields.tsx';

/** The life of an existing agent. A change needs no new container; it takes effect once saved. */
export function LifeSection({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  const life = useStore(({ lifeById }) => lifeById[agentId]) ?? agent?.spec?.life ?? MANUAL_LIFE;
  const [staged, setStaged] = useState<Partial<LifeForm>>({});
  const [saving, setSaving] = useState(false);
  const form = { ...lifeFormOf(life), ...staged };
  const checked = lifeFrom(form);
  const differs = 'problem' in checked || JSON.stringify(checked.life) !== JSON.stringify(life);
  const save = async () => {
    if ('problem' in checked) return;
    setSaving(true);
    try {
      await callEngine('life.set', { agentId, life: checked.life });
      useStore.getState().setLife(agentId, checked.life);
      setStaged({});
    } catch (thrown) {
      showFailure('The change could not be saved', thrown, { agentId, retry: () => void save() });
    } finally {
      setSaving(false);
    }
  };
  return (
    <Section
      title="Session life"
      action={
        differs && (
          <span className="flex gap-2">
            <Button size="sm" variant="ghost" onClick={() => setStaged({})}>
              Discard
            </Button>
            <Button
              size="sm"
              variant="primary"
              busy={saving}
              disabled={'problem' in checked}
              onClick={() => void save()}
            >
              Save
            </Button>
          </span>
        )
      }
    >
      <LifeFields form={form} change={(change) => setStaged((current) => ({ ...current, ...change }))} />
    </Section>
  );
}
