/** Where something is in the window, px. */
interface Extent {
  topPx: number;
  bottomPx: number;
}

/** A section counts as the one in view from this far below the top, px. */
const NEAR_TOP_PX = 120;

/**
 * The section that a list of sections marks: the last one that has come near the top. A marked section keeps its mark while
 * it begins there, though a short one leaves room for the next, and at the end of the page, where the last ones never get to
 * the top, while it is in view.
 */
export function sectionInView(
  sections: readonly (Extent & { id: string })[],
  view: Extent & { atEnd: boolean },
  marked: string,
): string | undefined {
  const isNearTop = ({ topPx }: Extent) => topPx < view.topPx + NEAR_TOP_PX;
  const isInView = ({ topPx, bottomPx }: Extent) => topPx < view.bottomPx && bottomPx > view.topPx;
  const current = sections.find(({ id }) => id === marked);
  // Positions are fractions of a pixel.
  const beginsThere = current && isNearTop(current) && current.topPx > view.topPx - 1;
  if (current && (beginsThere || (view.atEnd && isInView(current)))) return marked;
  return (sections.findLast(isNearTop) ?? sections[0])?.id;
}
