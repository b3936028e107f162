import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { FormButtons } from './form-buttons.tsx';

it('shows the keys that cancel and submit, outside the accessible names', () => {
  const html = renderToStaticMarkup(
    <FormButtons form="form" submitLabel="Save secret" busy={false} onCancel={() => {}} />,
  );
  const hints = [...html.matchAll(/(\w[\w ]*)<kbd aria-hidden="true"[^>]*><span[^>]*>([^<]+)/g)];
  expect(hints.map(([, label, keys]) => [label, keys])).toEqual([
    ['Cancel', 'Esc'],
    ['Save secret', '↵'],
  ]);
});
