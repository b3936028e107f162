/** A title as part of an address: "The first steps" becomes "the-first-steps". */
export function slug(title) {
  return title.trim().toLowerCase().replace(' ', '-');
}
