import { Button } from '../../ui/buttons/button.tsx';

/** Says that the last choices for the project fill the form, or offers them. */
export function LastChoices(props: {
  recalled: string;
  canRecall: boolean;
  recall: () => void;
  restoreDefaults: () => void;
}) {
  const { recalled, canRecall, recall, restoreDefaults } = props;
  if (recalled === '' && !canRecall) return null;
  return (
    <div className="flex items-center justify-between gap-3 text-muted text-sm">
      <span>
        {recalled === ''
          ? 'You have made an agent of this type here before.'
          : 'Everything is as for your last agent of this type here.'}
      </span>
      {recalled === '' ? (
        <Button size="sm" onClick={recall}>
          As last time
        </Button>
      ) : (
        <Button size="sm" variant="ghost" onClick={restoreDefaults}>
          Use defaults
        </Button>
      )}
    </div>
  );
}
