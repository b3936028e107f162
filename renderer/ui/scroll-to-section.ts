/**
 * Brings a section to the top of its tab. `scrollIntoView` would move every ancestor that can move, the window's own
 * page among them, and take the header and the tabs out of sight.
 */
export function scrollToSection(section: HTMLElement | null): void {
  const panel = section?.closest('[role="tabpanel"]');
  if (!section || !panel) return;
  panel.scrollTop += section.getBoundingClientRect().top - panel.getBoundingClientRect().top;
}
