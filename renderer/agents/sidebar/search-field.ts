import { toggleSidebar } from '../../store/actions.ts';
import { useStore } from '../../store/store.ts';

/** The id of the sidebar's search field. */
export const SEARCH_FIELD_ID = 'search-agents';

/** Puts the focus into the search field, opening the sidebar when it is collapsed. */
export function focusSearch(): void {
  if (useStore.getState().settings.sidebarCollapsed) toggleSidebar();
  // After React has drawn the field.
  requestAnimationFrame(() => document.getElementById(SEARCH_FIELD_ID)?.focus());
}
