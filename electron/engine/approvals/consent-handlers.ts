import type { Consents } from '../consent/consents.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';

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
      'consents.watch': async (_, { signal, push }) => {
        const removeWatcher = consents.addWatcher();
        const unsubscribe = consents.changed.on(() => push(consents.list()));
        try {
          push(consents.list());
          if (!signal.aborted)
            await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          return {};
        } finally {
          unsubscribe();
          removeWatcher();
        }
      },
    },
  };
}
