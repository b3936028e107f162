import type { Consents } from '../consent/consents.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import { watchList } from './watch-list.ts';

/** Lets the person's other programs show the questions of this host, and answer them. */
export function createConsentHandlers(consents: Consents): {
  calls: Pick<CallHandlers, 'consents.answer'>;
  streams: Pick<StreamHandlers, 'consents.watch'>;
} {
  return {
    calls: {
      'consents.answer': ({ consentId, allowed }) => {
        consents.answer(consentId, allowed);
        return {};
      },
    },
    streams: {
      'consents.watch': (_, sink) => watchList(consents, sink),
    },
  };
}
