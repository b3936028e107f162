import { runGateway } from './program.ts';
import { containerSurroundings } from './surroundings.ts';

runGateway(containerSurroundings());
