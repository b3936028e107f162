import { useRef, useState } from 'react';
import { useApply } from '../agent-update/use-apply.ts';
import { GroupField } from '../agents/group/group-field.tsx';
import { CredentialsPanel } from '../credentials/credentials-panel.tsx';
import { EgressRules } from '../egress/egress-rules.tsx';
import { useEgress } from '../egress/use-egress.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { selectEngineFacts } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { useAgent } from '../store/use-agent.ts';
import { scrollToSection } from '../ui/layout/scroll-to-section.ts';
import { Section } from '../ui/layout/section.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { useVerification } from '../verification/use-verification.ts';
import { FailedVerification, VerificationPanel } from '../verification/verification-panel.tsx';
import { ActingField } from './acting-field.tsx';
import { ApplyBar } from './apply-bar.tsx';
import { EgressPanel } from './egress-panel.tsx';
import { HardeningFields } from './hardening-fields.tsx';
import { LimitsFields } from './limits-fields.tsx';
import { McpPanel } from './mcp/mcp-panel.tsx';
import { PosturePanel } from './posture-panel.tsx';
import { formInForce, planOf, type Staged } from './sandbox-form.ts';

/** The posture is read this often, because no event of the agent reports a network connected by hand. */
const POSTURE_REFRESH_MS = 2_000;

/** Shows and changes an agent's isolation: the posture, egress, limits and hardening. */
export function IsolationView({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  const facts = useStore(selectEngineFacts);
  const posture = useEngineCall('agent.posture', { agentId }, agent, POSTURE_REFRESH_MS);
  const egress = useEgress(agentId);
  const verification = useVerification(agentId);
  const verificationSection = useRef<HTMLElement>(null);
  const [staged, setStaged] = useState<Staged>({});
  /** The domains from which the staged text was edited. */
  const [domainsBefore, setDomainsBefore] = useState<readonly string[]>([]);
  const applying = useApply(agentId, {
    domains: () => setStaged(({ allowedDomains: _applied, ...rest }) => rest),
    grouped: () => setStaged(({ group: _applied, ...rest }) => rest),
    recreated: () => setStaged({}),
  });
  const inForce = agent && formInForce(agent, egress.state?.wanted.allowedDomains ?? []);
  const plan = inForce && planOf(inForce, staged);

  const stage = (change: Staged) => {
    applying.forget();
    if (change.allowedDomains !== undefined && staged.allowedDomains === undefined)
      setDomainsBefore(egress.state?.wanted.allowedDomains ?? []);
    // A profile belongs to the choice "custom" and is dropped with it.
    setStaged(({ seccompProfile, ...rest }) => ({
      ...rest,
      ...(seccompProfile !== undefined && !change.seccomp ? { seccompProfile } : {}),
      ...change,
    }));
  };
  const form = inForce && { ...inForce, ...staged };
  const field = applying.error?.field;
  const fields = form && { form, problems: plan?.problems ?? {}, stage, disabled: applying.busy };
  return (
    <>
      <FailedVerification
        verification={verification}
        onShow={() => scrollToSection(verificationSection.current)}
      />
      <PosturePanel posture={posture} />
      <EgressPanel
        agentId={agentId}
        egress={egress}
        allowedDomains={form?.allowedDomains ?? ''}
        domainsError={
          plan?.problems.allowedDomains ?? (field?.startsWith('egress') ? applying.error?.message : undefined)
        }
        onDomainsChange={(allowedDomains) => stage({ allowedDomains })}
      />
      <EgressRules agentId={agentId} egress={egress} />
      {fields && (
        <>
          <Section title="Group">
            <GroupField
              value={fields.form.group}
              onValueChange={(group) => stage({ group })}
              error={plan?.problems.group ?? (field === 'group' ? applying.error?.message : undefined)}
              disabled={fields.disabled}
              className="max-w-xl"
            />
          </Section>
          <LimitsFields {...fields} maximumCpus={facts?.cpus ?? 64} />
          {agent?.spec && <ActingField typeId={agent.spec.type} {...fields} />}
          <HardeningFields
            {...fields}
            facts={facts}
            seccompError={field === 'isolation.seccomp' ? applying.error?.message : undefined}
          />
        </>
      )}
      <CredentialsPanel agentId={agentId} />
      <McpPanel agentId={agentId} egress={egress} />
      <VerificationPanel
        agentId={agentId}
        running={agent?.status === 'running'}
        verification={verification}
        section={verificationSection}
      />
      {agent && !inForce && (
        <Callout tone="warning" title="The agent’s settings cannot be read" className="m-4">
          {agent.specProblem ?? 'Its label is missing.'} It runs as it is; to change it, make a new agent.
        </Callout>
      )}
      {plan && (
        <ApplyBar
          agentId={agentId}
          plan={plan}
          blocked={Object.keys(plan.problems).length > 0}
          applying={applying}
          onApply={(keepWritableLayer) => void applying.apply(plan, { domainsBefore, keepWritableLayer })}
          onDiscard={() => {
            applying.forget();
            setStaged({});
          }}
        />
      )}
    </>
  );
}
