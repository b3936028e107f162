/** One thing that a file asks for, in words. `risk`: more than Balanced gives, or a way to what is the person's. */
export interface Allowance {
  text: string;
  risk: boolean;
}

/**
 * A line or more for every field of a part of a file. A field that is added to the schema and not here does not compile,
 * so that a file can ask for nothing that nobody is shown.
 */
export type Lines<Part extends object> = {
  [Field in keyof Required<Part>]: (value: Exclude<Part[Field], undefined>, part: Part) => Allowance[];
};

export const plain = (text: string): Allowance => ({ text, risk: false });
export const risk = (text: string): Allowance => ({ text, risk: true });

/** The lines of every field that the file has. */
export function linesOf<Part extends object>(lines: Lines<Part>, part: Part): Allowance[] {
  const fields = Object.keys(lines) as (keyof Part)[];
  return fields.flatMap((field) => {
    const value = part[field];
    // The types of a field's line and of its value go together, which the compiler cannot follow here.
    const line = lines[field] as (value: unknown, part: Part) => Allowance[];
    return value === undefined ? [] : line(value, part);
  });
}
