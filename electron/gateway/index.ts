import { containerEnvironment } from './host-environment.ts';
import { runGateway } from './program.ts';
import { runRelay } from './relay.ts';

if (process.argv[2] === 'relay') runRelay(containerEnvironment());
else runGateway(containerEnvironment());
