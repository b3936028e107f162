import type { SecretReference } from '../../electron/contract/agent-spec.ts';
import { isForAgents, type ListedSecret } from '../../electron/contract/secrets.ts';
import { titleOf } from '../secrets/secret-form.ts';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { Select } from '../ui/fields/select.tsx';
import { deliveryOptions, placeOf, weakness } from './delivery.ts';

/** The secrets that an agent may use, each with its delivery. Weaker deliveries are marked, with the reason. */
export function CredentialChoice(props: {
  secrets: readonly ListedSecret[];
  chosen: readonly SecretReference[];
  onChange: (chosen: SecretReference[]) => void;
  disabled?: boolean;
}) {
  const { chosen, onChange, disabled } = props;
  const secrets = props.secrets.filter(({ use }) => isForAgents(use));
  const replace = (reference: SecretReference) =>
    onChange(chosen.map((other) => (other.secretId === reference.secretId ? reference : other)));
  return (
    <ul aria-label="Credentials" className="flex flex-col gap-2">
      {secrets.map((secret) => {
        const reference = chosen.find(({ secretId }) => secretId === secret.id);
        const why = reference && weakness(reference.delivery);
        return (
          <li key={secret.id} className="flex flex-col gap-1.5">
            <Checkbox
              label={secret.name}
              description={descriptionOf(secret, reference)}
              checked={reference !== undefined}
              disabled={disabled}
              onCheckedChange={(give) =>
                onChange(
                  give
                    ? [...chosen, { secretId: secret.id, delivery: 'gateway' }]
                    : chosen.filter(({ secretId }) => secretId !== secret.id),
                )
              }
            />
            {reference && secret.use.kind !== 'oauth' && (
              <Select
                label={`Delivery of ${secret.name}`}
                labelHidden
                className="ml-6 max-w-sm"
                options={deliveryOptions}
                value={reference.delivery}
                disabled={disabled}
                onValueChange={(delivery) => replace({ ...reference, delivery })}
              />
            )}
            {why && <p className="ml-6 max-w-xl text-sm text-paused">{why}</p>}
          </li>
        );
      })}
    </ul>
  );
}

function descriptionOf(secret: ListedSecret, reference: SecretReference | undefined): string {
  const place = placeOf(secret, reference ?? { secretId: secret.id, delivery: 'gateway' });
  const missing = secret.missing ? ' Its value is missing: replace it in the settings.' : '';
  return `${titleOf(secret.use)}, ${place}.${missing}`;
}
