/** One permission that a file requests, in words. `risk`: it exceeds Balanced, or reaches the person's own data. */
export interface Allowance {
  text: string;
  risk: boolean;
}

/**
 * A function for every field of a part of a file. A new field of the schema without a function here does not compile, so
 * that a file can request nothing that the review does not show.
 */
export type Lines<Part extends object> = {
  [Field in keyof Required<Part>]: (value: Exclude<Part[Field], undefined>, part: Part) => Allowance[];
};

export const plain = (text: string): Allowance => ({ text, risk: false });
export const risk = (text: string): Allowance => ({ text, risk: true });

/** The lines of every field in the file. */
export function linesOf<Part extends object>(lines: Lines<Part>, part: Part): Allowance[] {
  const fields = Object.keys(lines) as (keyof Part)[];
  return fields.flatMap((field) => {
    const value = part[field];
    // The field's function accepts the field's value, which the compiler cannot infer here.
    const line = lines[field] as (value: unknown, part: Part) => Allowance[];
    return value === undefined ? [] : line(value, part);
  });
}
