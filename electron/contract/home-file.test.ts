import { describe, expect, it } from 'vitest';
import { homeContents, homeFiles, homeTemplateSchema } from './home-file.ts';

const part = (path: string, content: object | string, credentials?: string[]) =>
  homeTemplateSchema.parse({ path, content, ...(credentials ? { credentials } : {}) });
const filled = (templates: ReturnType<typeof part>[], placeholders: Record<string, string> = {}) =>
  homeFiles(homeContents(templates, '/home/me/work "x"', new Map(Object.entries(placeholders))));

describe('a file of a new home', () => {
  it('is merged from its parts, and names the working directory in keys too', () => {
    const files = filled([
      part('.tool.json', { projects: { '{workspace}': { trusted: true } }, list: [1] }),
      part('.tool.json', { projects: { other: {} }, list: [2] }),
    ]);
    expect(files.map(({ path }) => path)).toEqual(['.tool.json']);
    expect(JSON.parse(files[0]?.text ?? '')).toEqual({
      projects: { '/home/me/work "x"': { trusted: true }, other: {} },
      list: [2],
    });
  });

  it('has the parts of the credentials that the agent has, with their placeholders', () => {
    const templates = [
      part('.a.json', { end: ['{placeholderEnd}'], whole: '{placeholder}' }, ['openai', 'anthropic']),
      part('.b.json', { here: true }, ['google']),
    ];
    const files = filled(templates, { anthropic: 'sk-ant-0123456789012345678901234' });
    expect(files).toHaveLength(1);
    expect(JSON.parse(files[0]?.text ?? '')).toEqual({
      end: ['56789012345678901234'],
      whole: 'sk-ant-0123456789012345678901234',
    });
    expect(filled(templates)).toEqual([]);
  });

  it('is TOML by its name, and text as it is', () => {
    const files = filled([
      part('.t/config.toml', { a: 1, projects: { '{workspace}': { trust: 'yes' } } }),
      part('.rc', 'cd {workspace}\n'),
    ]);
    expect(files.map(({ text }) => text)).toEqual([
      'a = 1\n\n[projects."/home/me/work \\"x\\""]\ntrust = "yes"\n',
      'cd /home/me/work "x"\n',
    ]);
  });

  it.each([
    ['a path out of the home', { path: '../x', content: {} }],
    ['a secret', { path: '.x', content: { key: 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz' } }],
    ['an unknown key', { path: '.x', content: {}, mode: 0o777 }],
  ])('is refused with %s', (_, template) => {
    expect(homeTemplateSchema.safeParse(template).success).toBe(false);
  });

  it('does not reach into objects by a key', () => {
    filled([
      part('.a.json', JSON.parse('{"__proto__":{"polluted":1}}') as object),
      part('.a.json', { b: 1 }),
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
