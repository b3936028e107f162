/**
 * Scrolls a section to the top of its tab. `scrollIntoView` would scroll every scrollable ancestor, including the
 * window's page, and hide the header and the tabs.
 */
export function scrollToSection(section: HTMLElement | null): void {
  const panel = section?.closest('[role="tabpanel"]');
  if (!section || !panel) return;
  panel.scrollTop += section.getBoundingClientRect().top - panel.getBoundingClientRect().top;
}
