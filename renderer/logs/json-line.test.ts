import { expect, it } from 'vitest';
import { foldedText, readJsonLine } from './json-line.ts';

it('takes a logger’s line apart', () => {
  const line = readJsonLine(
    '{"level":30,"time":1,"msg":"GET /","http":{"status":200,"path":"/a"},"tags":["x"]}',
  );
  expect(line).toEqual({
    message: 'GET /',
    fields: [
      { name: 'level', value: '30' },
      { name: 'time', value: '1' },
      { name: 'http.status', value: '200' },
      { name: 'http.path', value: '/a' },
      { name: 'tags', value: '["x"]' },
    ],
  });
  expect(line && foldedText(line)).toBe('GET /  level=30  time=1  http.status=200  http.path=/a  tags=["x"]');
});

it.each(['[1]', '{', '{"a":1} x', 'x {"a":1}', '"{}"', 'null', '{a:1}', '{'.repeat(100_000)])(
  'leaves another line as it is: %.20s',
  (text) => expect(readJsonLine(text)).toBeUndefined(),
);

it('has an end, however deep or wide a line is', () => {
  const deep = `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`;
  expect(readJsonLine(deep)?.fields).toHaveLength(1);
  const wide = `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":${index}`).join(',')}}`;
  expect(readJsonLine(wide)?.fields).toHaveLength(200);
});
