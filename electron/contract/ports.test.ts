import { expect, it } from 'vitest';
import { parsePortMappings } from './ports.ts';

it('reads ports as people write them', () => {
  expect(parsePortMappings('3000, 8080:80\n5173')).toEqual({
    ok: true,
    ports: [
      { containerPort: 3000, hostPort: null },
      { containerPort: 80, hostPort: 8080 },
      { containerPort: 5173, hostPort: null },
    ],
  });
  expect(parsePortMappings('  ')).toEqual({ ok: true, ports: [] });
});

it.each(['0', '65536', 'x', '80:', '127.0.0.1:80:80', '3000 3000', '1:80 1:81', '-1'])(
  'refuses %s',
  (text) => {
    expect(parsePortMappings(text)).toMatchObject({ ok: false });
  },
);
