import './styles/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { setTransport } from './ipc/transport.ts';

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
