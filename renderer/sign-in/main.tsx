import '../styles/app.css';
import { createRoot } from 'react-dom/client';
import { isSignedIn, signIn } from '../ipc/browser/session.ts';
import { SignInPage, type SignInState } from './sign-in-page.tsx';

const container = document.getElementById('root');
if (!container) throw new Error('no root element');
const root = createRoot(container);
const show = (state: SignInState) => root.render(<SignInPage state={state} />);

document.documentElement.dataset.theme = window.matchMedia('(prefers-color-scheme: light)').matches
  ? 'light'
  : 'dark';
async function enter(): Promise<void> {
  const link = window.location.hash.slice(1);
  // The link leaves the address at once, so that the browser's history does not keep it.
  window.history.replaceState(null, '', window.location.pathname);
  if (link !== '') {
    show('busy');
    if (await signIn(link)) return window.location.replace('/');
  }
  // A link from another site arrives without the session's cookie, and a used link may be of this browser.
  if (await isSignedIn()) return window.location.replace('/');
  show(link === '' ? 'no-link' : 'refused');
}

const tryToEnter = () => void enter().catch(() => show('unreachable'));
// A link that is opened on this page changes only the fragment.
window.addEventListener('hashchange', tryToEnter);
tryToEnter();
