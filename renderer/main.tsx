import './styles/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { showNotices } from './app/show-notices.ts';
import { App } from './app.tsx';
import { showParsingNote } from './console/show-parsing-note.ts';
import { setTransport } from './ipc/transport.ts';
import { startSync } from './store/sync.ts';

// Electron's preload script offers the bridge; a page without one is in a browser.
if (!('bulkhead' in window)) {
  const { browserTransport } = await import('./ipc/browser/browser-transport.ts');
  setTransport(browserTransport());
}
const root = document.getElementById('root');
if (!root) throw new Error('no root element');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void startSync();
showNotices();
showParsingNote();
