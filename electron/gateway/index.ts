import { runGateway } from './program.ts';
import { runRelay } from './relay.ts';
import { containerSurroundings } from './surroundings.ts';

if (process.argv[2] === 'relay') runRelay(containerSurroundings());
else runGateway(containerSurroundings());
