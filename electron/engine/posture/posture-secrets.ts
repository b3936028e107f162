import { readSpec } from '../directory/directory-agent.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { type Check, finding } from './posture-subject.ts';

/** Reports secrets that the container got by one of the weaker deliveries. */
const secretDelivery: Check = ({ inspect }) => {
  const secrets = readSpec(inspect.Config.Labels[SPEC_LABEL])?.secrets ?? [];
  const has = (delivery: string) => secrets.some((secret) => secret.delivery === delivery);
  return [
    ...(has('environment')
      ? [
          finding(
            'weak',
            'secrets.environment',
            'Has a secret in its environment',
            'Every program inside inherits the value, and whoever may inspect the container reads it. The gateway can fill it in instead.',
          ),
        ]
      : []),
    ...(has('file')
      ? [
          finding(
            'note',
            'secrets.file',
            'Has a secret as a file',
            'The agent can read the value and send it to any host that it reaches. The gateway can fill it in instead.',
          ),
        ]
      : []),
  ];
};

export const secretChecks: readonly Check[] = [secretDelivery];
