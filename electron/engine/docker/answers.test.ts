import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { propertyRuns } from '../../../test/harness/property-setup.ts';
import * as others from './answers.ts';
import * as ofContainers from './container-answers.ts';
import { readFacts } from './facts.ts';
import { readAnswer } from './read-answer.ts';

const folder = join(import.meta.dirname, 'recorded');
type Answers = Record<string, unknown>;

/** What engines of these versions answered; see `scripts/engine/record-answers.mjs`. */
const recorded = readdirSync(folder).map((file) => {
  const { running, stopped } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<
    string,
    Answers
  >;
  return { version: file.replace('.json', ''), running: running ?? {}, stopped: stopped ?? {} };
});

const schemas = { ...others, ...ofContainers };
const byName: Record<string, z.ZodType> = { ...schemas, events: z.array(others.engineEvent) };

function schemaOf(name: string): z.ZodType {
  const schema = byName[name];
  if (!schema) throw new Error(`no schema of ${name}`);
  return schema;
}

/** Whether everything that was read is what the engine said, and what the engine did not say stands for nothing. */
function expectFrom(answer: unknown, read: unknown): void {
  if (Array.isArray(read)) {
    for (const [index, item] of read.entries())
      expectFrom(Array.isArray(answer) ? answer[index] : undefined, item);
  } else if (typeof read === 'object' && read !== null) {
    for (const [name, field] of Object.entries(read)) {
      expectFrom(
        typeof answer === 'object' && answer !== null ? (answer as Answers)[name] : undefined,
        field,
      );
    }
  } else if (answer !== undefined && answer !== null) expect(read).toBe(answer);
  else expect(['', 0, false, null, undefined]).toContain(read);
}

describe.each(recorded)('an engine $version', ({ running, stopped }) => {
  it.each(Object.keys(running))('is understood: %s', (name) => {
    expectFrom(running[name], readAnswer(schemaOf(name), running[name]));
  });

  it('is understood when the container has ended', () => {
    for (const [name, answer] of Object.entries(stopped))
      expectFrom(answer, readAnswer(schemaOf(name), answer));
  });

  it('is understood whatever it leaves out or says is null, but for names and ids', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(running)),
        fc.array(fc.nat(), { maxLength: 20 }),
        (name, places) => {
          const answer = structuredClone(running[name]);
          for (const place of places) spoil(answer, place);
          expectFrom(answer, readAnswer(schemaOf(name), answer));
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });

  it('has facts, whatever it leaves out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (places) => {
        const version = structuredClone(running.engineVersion);
        const info = structuredClone(running.engineInfo);
        for (const place of places) spoil(place % 3 === 0 ? version : info, place);
        const facts = readFacts(
          readAnswer(schemas.engineVersion, version),
          readAnswer(schemas.engineInfo, info),
          true,
        );
        expect(facts.runtimes).toBeInstanceOf(Array);
      }),
    );
  });
});

it('reads no processes of a container that just ended', () => {
  expect(readAnswer(schemas.processes, { Titles: null, Processes: null })).toEqual({
    Titles: [],
    Processes: [],
  });
  expect(readAnswer(schemas.processes, { Processes: [null, ['1', null]] }).Processes).toEqual([['1']]);
});

it.each([null, undefined, 'text', 7, [], {}])('does not take %j for a container', (answer) => {
  expect(() => readAnswer(schemas.containerInspect, answer)).toThrow();
});

/** Makes some field of an answer null, or takes it away. */
function spoil(answer: unknown, place: number): void {
  const fields: { owner: Answers; name: string }[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, field] of Object.entries(value)) {
      collect(field);
      if (!Array.isArray(value) && !NEEDED.has(name)) fields.push({ owner: value as Answers, name });
    }
  };
  collect(answer);
  const field = fields[place % Math.max(1, fields.length)];
  if (!field) return;
  if (place % 2 === 0) field.owner[field.name] = null;
  else delete field.owner[field.name];
}

/** Without these there is nothing that an answer is about. */
const NEEDED = new Set(['Id', 'Name', 'State', 'Config', 'Actor']);

it('takes no name for a name, of an image without one', () => {
  const image = { Id: 'sha256:1', RepoTags: ['<none>:<none>'] };
  expect(others.imageSummaries.parse([image])[0]?.RepoTags).toEqual([]);
});

it('leaves out a container that an engine lists though it was removed', () => {
  const listed = [
    { Id: 'ghost', Names: [], State: 'dead' },
    { Id: 'dead', Names: ['/dead'], State: 'dead' },
    { Id: 'unnamed', Names: [], State: 'running' },
  ];
  const read = readAnswer(ofContainers.containerSummaries, listed);
  expect(read.map(({ Id }) => Id)).toEqual(['dead', 'unnamed']);
});
