// `npm start`: from a clone with nothing installed to evolving networks.
import { launch } from './launch.mjs';

await launch('npmStart');
