/** What a person opened or folded of a row. It is kept apart from the rows, which come and go as the view scrolls. */
export interface Fold {
  /** Undefined until the person chose. */
  isOpen?: boolean | undefined;
  /** How often more of its texts was asked for. */
  steps: number;
}

export const UNTOUCHED: Fold = { steps: 0 };

/** As much of a text as is shown at first, and how many times more with each step: more would be laid out with every frame. */
const FIRST_CHARACTERS = 4_000;
const FIRST_LINES = 40;
const STEP_FACTOR = 8;

export interface Part {
  shown: string;
  /** Characters that follow. */
  rest: number;
  /** Whether one more step shows all of it. */
  isLastStep: boolean;
}

export const linesAt = (steps: number): number => FIRST_LINES * STEP_FACTOR ** steps;

/** The part of a text that is shown after so many steps. */
export function partAt(text: string, steps: number): Part {
  const end = endAt(text, steps);
  return {
    shown: text.slice(0, end),
    rest: text.length - end,
    isLastStep: endAt(text, steps + 1) === text.length,
  };
}

function endAt(text: string, steps: number): number {
  const most = Math.min(text.length, FIRST_CHARACTERS * STEP_FACTOR ** steps);
  let end = -1;
  for (let line = 0; line < linesAt(steps); line += 1) {
    end = text.indexOf('\n', end + 1);
    if (end < 0 || end >= most) return most;
  }
  return end;
}

/** How many steps show the text up to this place. */
export function stepsTo(text: string, place: number): number {
  let steps = 0;
  while (text.length > place && endAt(text, steps) <= place) steps += 1;
  return steps;
}
