import { runAppRelay } from './app-relay.ts';
import { containerEnvironment } from './host-environment.ts';
import { runGateway } from './program.ts';
import { runRelay } from './relay.ts';

const [, , role] = process.argv;
if (role === 'relay') runRelay(containerEnvironment());
else if (role === 'app-relay') runAppRelay();
else runGateway(containerEnvironment());
